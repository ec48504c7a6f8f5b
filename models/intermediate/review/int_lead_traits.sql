{{ config(materialized='incremental', incremental_strategy='replace_profiles') }}
{% set attributes = ['industry', 'segment', 'seniority', 'job_function', 'lead_source', 'country', 'region', 'email_kind'] %}

-- the first that was known of each attribute of a lead: what sales or a tool wrote later may be a consequence of the deal
with

readings as (
    select * from {{ ref('int_lead_readings') }}
    where {{ is_profile_at_work() }}
),

firsts as (
    select
        {% for attribute in attributes -%}
        {% set known_from = "case when " ~ attribute ~ " is not null then valid_from end" -%}
        min({{ known_from }}) as {{ attribute }}_epoch,
        {{ value_at_min(number_text(attribute) if attribute == 'seniority' else attribute, known_from) }} as {{ attribute }},
        {% endfor -%}
        lead_key
    from readings
    group by lead_key
)

{% for attribute in attributes -%}
select
    lead_key,
    '{{ attribute }}' as attribute,
    {{ attribute }} as value_text,
    {{ attribute }}_epoch as known_epoch
from firsts
where {{ attribute }}_epoch is not null
{{ 'union all' if not loop.last }}
{% endfor %}
