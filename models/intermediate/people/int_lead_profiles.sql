{{ config(materialized='incremental', incremental_strategy='replace_profiles') }}
{% set fields = profile_fields() %}

with

leads as (
    select
        survivors.lead_key,
        survivors.known_epoch,
        rows_of_leads.*
    from {{ ref('stg_leads') }} as rows_of_leads
    inner join {{ ref('int_leads') }} as survivors on rows_of_leads.lead_id = survivors.lead_id
    where {{ is_profile_at_work('survivors.lead_key') }}
),

field_values as (
    select * from {{ ref('int_lead_field_values') }}
    where field <> 'owner_id' and {{ is_profile_at_work() }}
),

boundaries as (
    select
        lead_key,
        valid_from,
        coalesce(lead(valid_from) over (partition by lead_key order by valid_from), {{ end_of_time() }}) as valid_to
    from field_values
    group by lead_key, valid_from
),

-- what the fields that ever changed held from each boundary on
changed as (
    select
        {% for field in fields -%}
        max(case when field_values.field = '{{ field }}' then 1 else 0 end) = 1 as has_changed_{{ field }},
        max(case when field_values.field = '{{ field }}' then field_values.field_value end) as {{ field }},
        {% endfor -%}
        boundaries.lead_key,
        boundaries.valid_from,
        boundaries.valid_to
    from boundaries
    inner join field_values
        on
            boundaries.lead_key = field_values.lead_key
            and boundaries.valid_from >= field_values.valid_from
            and boundaries.valid_from < field_values.valid_to
    group by boundaries.lead_key, boundaries.valid_from, boundaries.valid_to
),

profiles as (
    select
        leads.lead_key,
        {% for field in fields -%}
        case
            when changed.has_changed_{{ field }} then changed.{{ field }}
            else cast(leads.{{ field }} as {{ dbt.type_string() }})
        end as {{ field }},
        {% endfor -%}
        coalesce(changed.valid_from, leads.known_epoch) as valid_from,
        coalesce(changed.valid_to, {{ end_of_time() }}) as valid_to
    from leads
    left join changed on leads.lead_key = changed.lead_key
)

select
    profiles.*,
    case when {{ regexp_matches('lower(trim(email))', is_email()) }} then {{ split_part('lower(trim(email))', '@', 2) }} end as email_domain
from profiles
