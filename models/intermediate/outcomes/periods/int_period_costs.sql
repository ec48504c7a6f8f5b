-- what marketing spent in each period for which there are costs
with

days as (
    select
        day_on,
        sum(cost_usd) as cost_usd
    from {{ ref('int_channel_days') }}
    group by day_on
),

period_days as (
    select * from {{ ref('int_period_days') }}
)

select
    period_days.period_grain,
    period_days.period_start_on,
    sum(days.cost_usd) as cost_usd
from days
inner join period_days on days.day_on = period_days.day_on
group by period_days.period_grain, period_days.period_start_on
