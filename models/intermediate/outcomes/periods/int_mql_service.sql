-- what the service levels' figures count of each MQL: null where it is not yet due, or nothing is committed to
with

service_levels as (
    select * from {{ ref('int_mql_service_levels') }}
),

-- touches are counted when their days are over; where none are committed to, as they stand
judged as (
    select
        service_levels.*,
        is_worked is not null and coalesce(work_due_epoch, {{ as_of_epoch() }}) <= {{ as_of_epoch() }} as is_work_over
    from service_levels
)

select
    judged.lead_key,
    judged.definition_key,
    judged.mql_epoch,
    {{ local_date(timestamp_at('judged.mql_epoch')) }} as mql_on,
    case when judged.is_work_over then judged.touches_in_time end as worked_touches,
    case when judged.is_work_over then judged.channels_in_time end as worked_channels,
    case when judged.is_worked then 1 when not judged.is_worked then 0 end as is_worked,
    judged.worked_days,
    case when judged.is_decided_in_time then 1 when not judged.is_decided_in_time then 0 end as is_decided_in_time,
    case when judged.is_complete then 1 else 0 end as is_complete,
    judged.routing_minutes,
    notifications.notification_seconds
from judged
left join {{ ref('int_mql_notification_times') }} as notifications
    on
        judged.lead_key = notifications.lead_key
        and judged.definition_key = notifications.definition_key
        and judged.mql_epoch = notifications.mql_epoch
