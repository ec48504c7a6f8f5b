-- every period from the first of which anything is told to the one that holds as_of, whether or not anything happened in it
with

period_days as (
    select * from {{ ref('int_period_days') }}
),

bounds as (
    select first_on from {{ ref('int_first_day') }}
)

select
    period_days.period_grain,
    period_days.period_start_on,
    max(period_days.day_on) as period_end_on
from period_days
cross join bounds
group by period_days.period_grain, period_days.period_start_on, bounds.first_on
having max(period_days.day_on) >= bounds.first_on and min(period_days.day_on) <= {{ local_date(as_of()) }}
