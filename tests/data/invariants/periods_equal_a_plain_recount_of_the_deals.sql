-- figures of deals and costs of each month, counted straight from fct_opportunities and the raw months of costs
with

deals as (
    select
        opportunities.*,
        cast({{ dbt.date_trunc('month', local_date('opportunities.created_at')) }} as date) as opened_in,
        cast({{ dbt.date_trunc('month', local_date('opportunities.closed_at')) }} as date) as closed_in
    from {{ ref('fct_opportunities') }} as opportunities
    where opportunities.opportunity_type = 'new_business'
),

-- the running month's costs are counted by the day
costs as (
    select
        month_on,
        sum(cost_usd) as cost_usd
    from {{ ref('stg_channel_costs') }}
    where cast({{ dbt.dateadd('month', 1, 'month_on') }} as date) <= {{ local_date(as_of()) }}
    group by month_on
),

found as (
    select * from {{ ref('fct_funnel_periods') }}
    where period_grain = 'month'
),

expected as (
    select
        definition_id,
        version,
        closed_in as period_start_on,
        'win_rate' as metric,
        count(case when mqls_before > 0 and is_won then 1 end) as numerator,
        count(case when mqls_before > 0 then 1 end) as denominator
    from deals
    where closed_in is not null
    group by definition_id, version, closed_in
    union all
    select
        definition_id,
        version,
        closed_in as period_start_on,
        'false_negative_rate' as metric,
        count(case when is_false_negative then 1 end) as numerator,
        count(case when false_negative_reason is null or is_false_negative then 1 end) as denominator
    from deals
    where is_won
    group by definition_id, version, closed_in
    union all
    select
        definition_id,
        version,
        closed_in as period_start_on,
        'average_deal_usd' as metric,
        coalesce(sum(amount_usd), 0) as numerator,
        count(amount_usd) as denominator
    from deals
    where is_won and sourcing_lead_id is not null
    group by definition_id, version, closed_in
    union all
    select
        definition_id,
        version,
        opened_in as period_start_on,
        'influenced_pipeline_rate' as metric,
        coalesce(sum(case when mqls_before > 0 then amount_usd end), 0) as numerator,
        coalesce(sum(amount_usd), 0) as denominator
    from deals
    group by definition_id, version, opened_in
    union all
    select
        found.definition_id,
        found.version,
        found.period_start_on,
        found.metric,
        costs.cost_usd as numerator,
        found.denominator
    from found
    inner join costs on found.period_start_on = costs.month_on
    where found.metric = 'cost_per_mql_usd'
)

select
    expected.definition_id,
    expected.version,
    expected.period_start_on,
    expected.metric,
    expected.numerator as expected_numerator,
    found.numerator as found_numerator
from expected
left join found
    on
        expected.definition_id = found.definition_id
        and expected.version = found.version
        and expected.period_start_on = found.period_start_on
        and expected.metric = found.metric
where
    -- what is older than the calendar is in no period
    expected.period_start_on >= {{ calendar_begins_on('month') }}
    and (abs(expected.numerator - coalesce(found.numerator, -1)) > 0.01 or abs(expected.denominator - coalesce(found.denominator, -1)) > 0.01)
