-- at least once: of a notification that was sent twice the first counts
with

sent as (
    {{ sent_notifications() }}
)

select
    notification_id,
    min(sent_at) as sent_at
from sent
group by notification_id
