{{ config(materialized='incremental', incremental_strategy='replace_followed_leads') }}
{% set numbers = ['employee_count', 'annual_revenue', 'stated_budget', 'seniority'] %}
{% set texts = [
    'industry', 'lead_source', 'job_title', 'stated_timeline', 'country', 'region', 'job_function', 'segment', 'technology', 'email_kind',
] %}
{% set booleans = ['is_competitor', 'is_student', 'is_job_seeker', 'is_consultant', 'has_use_case'] %}

with

readings as (
    select * from {{ ref('int_lead_readings') }}
    where {{ is_lead_followed() }}
),

attributes_in_use as (
    select distinct attribute
    from {{ ref('stg_fit_rules') }}
),

long_readings as (
    {% for attribute in numbers -%}
    select
        lead_key,
        '{{ attribute }}' as attribute,
        {{ number_text(attribute) }} as value_text,
        cast({{ attribute }} as {{ type_double() }}) as value_number,
        valid_from,
        valid_to
    from readings
    where {{ attribute }} is not null
    union all
    {% endfor -%}
    {% for attribute in texts + booleans -%}
    select
        lead_key,
        '{{ attribute }}' as attribute,
        {{ attribute if attribute in texts else boolean_text(attribute) }} as value_text,
        cast(null as {{ type_double() }}) as value_number,
        valid_from,
        valid_to
    from readings
    where {{ attribute }} is not null
    union all
    {% endfor -%}
    select
        lead_key,
        attribute,
        {{ boolean_text('flag') }} as value_text,
        cast(null as {{ type_double() }}) as value_number,
        valid_from,
        valid_to
    from {{ ref('int_lead_flags') }}
    where {{ is_lead_followed() }}
)

select long_readings.*
from long_readings
inner join attributes_in_use on long_readings.attribute = attributes_in_use.attribute
