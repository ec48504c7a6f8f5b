-- the hours in which sales works, holidays out: each window in UTC, and the business seconds that passed before it
with

business_hours as (
    select * from {{ ref('business_hours') }}
),

days as (
    select * from {{ ref('int_days') }}
),

holidays as (
    select * from {{ ref('holidays') }}
),

windows as (
    select
        {{ epoch_seconds(local_to_utc('days.day_on', 'business_hours.opens_at', 'business_hours.time_zone')) }} as opens_epoch,
        {{ epoch_seconds(local_to_utc('days.day_on', 'business_hours.closes_at', 'business_hours.time_zone')) }} as closes_epoch
    from days
    inner join business_hours on days.iso_weekday = business_hours.iso_weekday
    left join holidays on days.day_on = holidays.holiday_on
    where holidays.holiday_on is null
)

select
    opens_epoch,
    closes_epoch,
    coalesce(sum(closes_epoch - opens_epoch) over (
        order by opens_epoch rows between unbounded preceding and 1 preceding
    ), 0) as seconds_before,
    coalesce(lead(opens_epoch) over (order by opens_epoch), {{ end_of_time() }}) as next_opens_epoch
from windows
where closes_epoch > opens_epoch
