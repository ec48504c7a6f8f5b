with

understood as (
    select
        events.event_id,
        events.lead_id,
        events.anonymous_id,
        events.session_id,
        events.asset,
        events.duration_seconds,
        readings.event_type_key,
        {{ epoch_seconds('events.occurred_at') }} as occurred_epoch
    from {{ ref('int_named_events') }} as events
    inner join {{ ref('int_event_readings') }} as readings
        on
            events.raw_event_type = readings.raw_event_type
            and events.name_path = readings.name_path
            and events.name_seconds = readings.name_seconds
    left join {{ ref('int_bot_events') }} as bot_events on events.event_id = bot_events.event_id
    where bot_events.event_id is null
),

named as (
    select
        understood.*,
        aliases.lead_key,
        greatest(understood.occurred_epoch, aliases.known_epoch) as moment_epoch
    from understood
    inner join {{ ref('int_lead_aliases') }} as aliases on understood.lead_id = aliases.lead_id
),

stitched as (
    select
        understood.*,
        spans.lead_key,
        greatest(understood.occurred_epoch, spans.identified_epoch) as moment_epoch
    from understood
    inner join {{ ref('int_identity_spans') }} as spans
        on
            understood.anonymous_id = spans.anonymous_id
            and understood.occurred_epoch >= spans.valid_from
            and understood.occurred_epoch < spans.valid_to
    where understood.lead_id is null
),

credited as (
    select * from named
    union all
    select * from stitched
)

select
    event_id,
    lead_key,
    coalesce(anonymous_id, '') as visitor_id,
    session_id,
    asset,
    duration_seconds,
    event_type_key,
    occurred_epoch,
    moment_epoch
from credited
