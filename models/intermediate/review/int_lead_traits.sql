{% set attributes = ['industry', 'segment', 'seniority', 'job_function', 'lead_source', 'country', 'region', 'email_kind'] %}

-- the first that was known of each attribute of a lead: what sales or a tool wrote later may be a consequence of the deal
with

readings as (
    select * from {{ ref('int_lead_readings') }}
),

known_values as (
    {% for attribute in attributes -%}
    select
        lead_key,
        '{{ attribute }}' as attribute,
        {{ number_text(attribute) if attribute == 'seniority' else attribute }} as value_text,
        valid_from
    from readings
    where {{ attribute }} is not null
    {{ 'union all' if not loop.last }}
    {% endfor -%}
),

numbered as (
    select
        known_values.*,
        row_number() over (partition by lead_key, attribute order by valid_from) as value_number
    from known_values
)

select
    lead_key,
    attribute,
    value_text,
    valid_from as known_epoch
from numbered
where value_number = 1
