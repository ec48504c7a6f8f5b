{{ config(materialized='view') }}

-- the url and the time spent are part of an event's name only where the mapping asks for them
with

events as (
    select * from {{ ref('stg_events') }}
    where not is_marked_bot
),

mapped_names as (
    select
        raw_event_type,
        max(case when url_pattern is not null then 1 else 0 end) = 1 as asks_for_url,
        max(case when min_duration_seconds is not null then 1 else 0 end) = 1 as asks_for_duration
    from {{ ref('event_type_mapping') }}
    group by raw_event_type
)

select
    events.event_id,
    events.lead_id,
    events.anonymous_id,
    events.session_id,
    events.raw_event_type,
    events.occurred_at,
    events.asset,
    events.duration_seconds,
    case when mapped_names.asks_for_url then coalesce(events.url, '') else '' end as name_url,
    case when mapped_names.asks_for_duration then coalesce(events.duration_seconds, 0) else 0 end as name_seconds
from events
left join mapped_names on events.raw_event_type = mapped_names.raw_event_type
