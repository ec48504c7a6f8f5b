-- the cohorts of MQLs, by when they were made: what the service levels' figures say of each
with

service as (
    select * from {{ ref('int_mql_service') }}
),

period_days as (
    select * from {{ ref('int_period_days') }}
)

select
    service.definition_key,
    period_days.period_grain,
    period_days.period_start_on,
    sum(service.worked_touches) as touches,
    sum(service.worked_channels) as channels,
    sum(service.is_worked) as worked_in_time,
    count(service.is_worked) as worked_or_over,
    count(service.worked_touches) as work_over,
    count(service.worked_days) as worked,
    sum(service.is_decided_in_time) as decided_in_time,
    count(service.is_decided_in_time) as decided_or_due,
    sum(service.is_complete) as complete,
    count(service.routing_minutes) as assigned,
    count(service.notification_seconds) as notified,
    percentile_cont(0.5) within group (order by service.worked_days) as worked_days,
    percentile_cont(0.5) within group (order by service.routing_minutes) as routing_minutes,
    percentile_cont(0.5) within group (order by service.notification_seconds) as notification_seconds
from service
inner join period_days on service.mql_on = period_days.day_on
group by service.definition_key, period_days.period_grain, period_days.period_start_on
