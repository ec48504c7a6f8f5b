{{ config(materialized='incremental', incremental_strategy='replace_leads') }}

with

events as {{ streamed() }} (
    select * from {{ ref('int_named_events') }}
),

named as (
    select
        events.*,
        aliases.lead_key,
        true as is_named,
        greatest({{ epoch_seconds('events.occurred_at') }}, aliases.known_epoch) as moment_epoch
    from events
    inner join {{ ref('int_lead_aliases') }} as aliases on events.lead_id = aliases.lead_id
    where {{ is_lead_at_work('aliases.lead_key') }}
),

stitched as (
    select
        events.*,
        spans.lead_key,
        false as is_named,
        greatest({{ epoch_seconds('events.occurred_at') }}, spans.identified_epoch) as moment_epoch
    from events
    inner join {{ ref('int_identity_spans') }} as spans
        on
            events.anonymous_id = spans.anonymous_id
            and {{ epoch_seconds('events.occurred_at') }} >= spans.valid_from
            and {{ epoch_seconds('events.occurred_at') }} < spans.valid_to
    where events.lead_id is null and {{ is_lead_at_work('spans.lead_key') }}
),

credited as (
    select * from named
    union all
    select * from stitched
)

select
    credited.event_id,
    credited.lead_key,
    credited.is_named,
    {{ row_print(["coalesce(credited.anonymous_id, '')"]) }} as visitor_key,
    case when credited.session_id is not null then {{ row_print(['credited.session_id']) }} end as session_key,
    credited.asset,
    credited.duration_seconds,
    readings.event_type_key,
    {{ epoch_seconds('credited.occurred_at') }} as occurred_epoch,
    credited.moment_epoch
from credited
inner join {{ ref('int_event_readings') }} as readings
    on
        credited.raw_event_type = readings.raw_event_type
        and credited.name_url = readings.name_url
        and credited.name_seconds = readings.name_seconds
left join {{ ref('int_bot_events') }} as bot_events on credited.event_id = bot_events.event_id
where bot_events.event_id is null
