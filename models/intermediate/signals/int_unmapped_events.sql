-- events whose name says nothing: no row of the mapping knows it
select
    named_events.event_id,
    named_events.lead_id,
    named_events.raw_event_type,
    named_events.name_url,
    named_events.occurred_at
from {{ ref('int_named_events') }} as named_events
left join {{ ref('int_event_readings') }} as readings
    on
        named_events.raw_event_type = readings.raw_event_type
        and named_events.name_url = readings.name_url
        and named_events.name_seconds = readings.name_seconds
where readings.event_type_key is null
