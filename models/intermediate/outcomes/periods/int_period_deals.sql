-- new-business deals: amounts by the period in which they were opened, ends by that in which they were closed
with

deals as (
    select * from {{ ref('int_deal_measures') }}
),

opened as (
    select
        definition_key,
        created_on as day_on,
        sum(amount_usd) as opened_usd,
        sum(case when has_mql_before then amount_usd end) as influenced_usd
    from deals
    group by definition_key, created_on
),

closed as (
    select
        definition_key,
        closed_on as day_on,
        sum(case when has_mql_before then 1 else 0 end) as closed_with_mql,
        sum(case when has_mql_before and is_won then 1 else 0 end) as won_with_mql,
        sum(case when is_won and is_sourced then 1 else 0 end) as won_sourced,
        sum(case when is_won and is_sourced then amount_usd end) as won_sourced_usd,
        count(case when is_won and is_sourced then amount_usd end) as won_sourced_with_amount,
        sum(case when is_won and coalesce(false_negative_reason, 'none') <> 'out_of_scope' then 1 else 0 end) as won_in_scope,
        sum(case when false_negative_reason <> 'out_of_scope' then 1 else 0 end) as missed
    from deals
    where closed_on is not null
    group by definition_key, closed_on
),

period_days as (
    select * from {{ ref('int_period_days') }}
),

definitions as (
    select definition_key from {{ ref('stg_definitions') }}
)

select
    definitions.definition_key,
    period_days.period_grain,
    period_days.period_start_on,
    sum(opened.opened_usd) as opened_usd,
    sum(opened.influenced_usd) as influenced_usd,
    sum(closed.closed_with_mql) as closed_with_mql,
    sum(closed.won_with_mql) as won_with_mql,
    sum(closed.won_sourced) as won_sourced,
    sum(closed.won_sourced_usd) as won_sourced_usd,
    sum(closed.won_sourced_with_amount) as won_sourced_with_amount,
    sum(closed.won_in_scope) as won_in_scope,
    sum(closed.missed) as missed
from period_days
cross join definitions
left join opened on period_days.day_on = opened.day_on and definitions.definition_key = opened.definition_key
left join closed on period_days.day_on = closed.day_on and definitions.definition_key = closed.definition_key
group by definitions.definition_key, period_days.period_grain, period_days.period_start_on
