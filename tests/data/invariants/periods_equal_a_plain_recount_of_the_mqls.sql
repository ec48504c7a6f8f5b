-- volume, sales' word, what was reached, response and medians of each month, counted straight from fct_mqls
with

mqls as (
    select
        mqls.*,
        cast({{ dbt.date_trunc('month', local_date('mqls.mql_at')) }} as date) as period_start_on
    from {{ ref('fct_mqls') }} as mqls
),

recounts as (
    select
        definition_id,
        version,
        period_start_on,
        count(*) as mqls,
        count(case when decision = 'accepted' then 1 end) as accepted,
        count(case when decision = 'rejected' then 1 end) as rejected,
        count(sql_reached_at) as qualified,
        count(opportunity_reached_at) as with_opportunity,
        count(won_reached_at) as won,
        count(case when is_within_sla then 1 end) as in_time,
        count(is_within_sla) as in_time_or_due,
        percentile_cont(0.5) within group (order by response_minutes) as response_minutes,
        percentile_cont(0.5) within group (order by case when cycle_number = 1 then lead_to_mql_days end) as lead_to_mql_days
    from mqls
    group by definition_id, version, period_start_on
),

expected as (
    {% set figures = {
        'mql_volume': ['mqls', 'null', 'mqls'],
        'acceptance_rate': ['accepted', 'mqls', share('accepted', 'mqls')],
        'acceptance_rate_decided': ['accepted', 'accepted + rejected', share('accepted', 'accepted + rejected')],
        'rejection_rate': ['rejected', 'mqls', share('rejected', 'mqls')],
        'mql_to_sql_rate': ['qualified', 'mqls', share('qualified', 'mqls')],
        'sql_to_opportunity_rate': ['with_opportunity', 'qualified', share('with_opportunity', 'qualified')],
        'mql_to_opportunity_rate': ['with_opportunity', 'mqls', share('with_opportunity', 'mqls')],
        'mql_to_won_rate': ['won', 'mqls', share('won', 'mqls')],
        'response_within_sla_rate': ['in_time', 'in_time_or_due', share('in_time', 'in_time_or_due')],
        'response_minutes': ['null', 'null', 'response_minutes'],
        'lead_to_mql_days': ['null', 'null', 'lead_to_mql_days'],
    } %}
    {% for metric, terms in figures.items() -%}
    select
        definition_id,
        version,
        period_start_on,
        '{{ metric }}' as metric,
        {{ terms[0] }} as numerator,
        {{ terms[1] }} as denominator,
        {{ terms[2] }} as value
    from recounts
    {{ 'union all' if not loop.last }}
    {% endfor -%}
),

found as (
    select * from {{ ref('fct_funnel_periods') }}
    where period_grain = 'month' and metric in ('{{ figures.keys() | join("', '") }}')
)

select
    coalesce(expected.definition_id, found.definition_id) as definition_id,
    coalesce(expected.version, found.version) as version,
    coalesce(expected.period_start_on, found.period_start_on) as period_start_on,
    coalesce(expected.metric, found.metric) as metric,
    expected.value as expected_value,
    found.value as found_value
from expected
full outer join found
    on
        expected.definition_id = found.definition_id
        and expected.version = found.version
        and expected.period_start_on = found.period_start_on
        and expected.metric = found.metric
where
    -- what is older than the calendar is in no period
    coalesce(expected.period_start_on, found.period_start_on) >= {{ calendar_begins_on('month') }}
    and (
        -- a month without MQLs is in the periods only
        (expected.metric is null and coalesce(found.numerator, 0) + coalesce(found.denominator, 0) <> 0)
        or expected.numerator <> coalesce(found.numerator, -1)
        or expected.denominator <> coalesce(found.denominator, -1)
        or (expected.metric is not null and abs(coalesce(expected.value, -1) - coalesce(found.value, -1)) > 1e-9)
    )
