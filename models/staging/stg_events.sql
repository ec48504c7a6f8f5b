select
    event_id,
    lead_id,
    anonymous_id,
    session_id,
    raw_event_type,
    occurred_at,
    url,
    asset,
    campaign,
    channel,
    duration_seconds,
    is_marked_bot,
    loaded_at,
    said_print
from {{ ref('base_events') }}
where row_fate = 'staged'
