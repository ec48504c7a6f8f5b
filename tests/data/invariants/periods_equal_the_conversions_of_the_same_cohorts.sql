-- where both speak: the cohorts of a month, all of them, step by step
{% set figures = {
    'lead_to_mql_rate': ['lead_to_mql', 'converted', 'entered', 'conversion_rate'],
    'accepted_to_sql_rate': ['accepted_to_sql', 'converted', 'entered', 'conversion_rate'],
    'mql_to_sql_rate': ['mql_to_sql', 'converted', 'entered', 'conversion_rate'],
    'sql_to_opportunity_rate': ['sql_to_opportunity', 'converted', 'entered', 'conversion_rate'],
    'mql_to_opportunity_rate': ['mql_to_opportunity', 'converted', 'entered', 'conversion_rate'],
    'mql_to_won_rate': ['mql_to_won', 'converted', 'entered', 'conversion_rate'],
    'mql_to_opportunity_days': ['mql_to_opportunity', 'null', 'converted', 'median_days'],
    'mql_to_won_days': ['mql_to_won', 'null', 'converted', 'median_days'],
} %}

with

conversions as (
    select * from {{ ref('fct_funnel_conversions') }}
    where cut = 'all'
),

expected as (
    {% for metric, (step, numerator, denominator, value) in figures.items() -%}
    select
        definition_id,
        version,
        cohort_month,
        '{{ metric }}' as metric,
        {{ numerator }} as numerator,
        {{ denominator }} as denominator,
        {{ value }} as value,
        is_mature
    from conversions
    where step = '{{ step }}'
    {{ 'union all' if not loop.last }}
    {% endfor -%}
),

found as (
    select * from {{ ref('fct_funnel_periods') }}
    where period_grain = 'month' and metric in ('{{ figures.keys() | join("', '") }}')
)

select
    found.definition_id,
    found.version,
    found.metric,
    found.period_start_on,
    found.value as found_value,
    expected.value as expected_value
from found
full outer join expected
    on
        found.definition_id = expected.definition_id
        and found.version = expected.version
        and found.period_start_on = expected.cohort_month
        and found.metric = expected.metric
where
    -- what is older than the calendar is in no period
    coalesce(found.period_start_on, expected.cohort_month) >= {{ calendar_begins_on('month') }}
    and (
        coalesce(found.denominator, -1) <> coalesce(expected.denominator, 0)
        or expected.numerator <> coalesce(found.numerator, -1)
        or expected.is_mature <> found.is_mature
        or abs(coalesce(expected.value, -1) - coalesce(found.value, -1)) > 1e-9
    )
