-- the hours in which sales works, holidays out: as the calendar has them, in UTC
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

openings as (
    select
        days.day_on,
        {{ epoch_seconds(local_to_utc('days.day_on', "'00:00'", 'business_hours.time_zone')) }} as begins_epoch,
        {{ epoch_seconds(local_to_utc('days.day_on', 'business_hours.opens_at', 'business_hours.time_zone')) }} as opens_epoch,
        {{ epoch_seconds(local_to_utc('days.day_on', 'business_hours.closes_at', 'business_hours.time_zone')) }} as closes_epoch
    from days
    inner join business_hours on days.iso_weekday = business_hours.iso_weekday
    left join holidays on days.day_on = holidays.holiday_on
    where holidays.holiday_on is null
)

select * from openings
where closes_epoch > opens_epoch
