-- where both speak: response, work, decisions and reasons of a month, over all triggers and reps
{% set figures = {
    'mql_volume': ['mqls', 'cast(null as ' ~ dbt.type_bigint() ~ ')'],
    'response_within_sla_rate': ['answered_in_time', 'answered_in_time + answered_late + unanswered_late'],
    'worked_rate': ['worked', 'worked + not_worked'],
    'decision_within_hours_rate': ['decided_in_time', 'decided_in_time + decided_late'],
    'reason_given_rate': ['rejections_with_reason', 'rejections'],
} %}

with

expected as (
    {% for metric, (numerator, denominator) in figures.items() -%}
    select
        definition_id,
        version,
        mql_month as period_start_on,
        '{{ metric }}' as metric,
        sum({{ numerator }}) as numerator,
        sum({{ denominator }}) as denominator
    from {{ ref('rpt_sla_compliance') }}
    group by definition_id, version, mql_month
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
    found.numerator as found_numerator,
    expected.numerator as expected_numerator
from found
full outer join expected
    on
        found.definition_id = expected.definition_id
        and found.version = expected.version
        and found.period_start_on = expected.period_start_on
        and found.metric = expected.metric
where
    -- what is older than the calendar is in no period
    coalesce(found.period_start_on, expected.period_start_on) >= {{ calendar_begins_on('month') }}
    and (
        coalesce(found.numerator, -1) <> coalesce(expected.numerator, 0)
        or coalesce(found.denominator, 0) <> coalesce(expected.denominator, 0)
    )
