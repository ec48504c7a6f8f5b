-- where each staged event ended: with a lead, or why with none
with

named_events as (
    select
        named_events.event_id,
        named_events.lead_id,
        readings.event_type_key is not null as is_mapped
    from {{ ref('int_named_events') }} as named_events
    left join {{ ref('int_event_readings') }} as readings
        on
            named_events.raw_event_type = readings.raw_event_type
            and named_events.name_url = readings.name_url
            and named_events.name_seconds = readings.name_seconds
),

judged as (
    select 'marked_bot' as ended_as
    from {{ ref('stg_events') }}
    where is_marked_bot
    union all
    select
        case
            when bot_events.event_id is not null then 'caught_bot'
            when not named_events.is_mapped then 'unmapped'
            when credited.event_id is not null then 'credited'
            when named_events.lead_id is null then 'anonymous'
            else 'lead_not_staged'
        end as ended_as
    from named_events
    left join {{ ref('int_bot_events') }} as bot_events on named_events.event_id = bot_events.event_id
    left join {{ ref('int_events') }} as credited on named_events.event_id = credited.event_id
)

select
    ended_as,
    cast(count(*) as {{ dbt.type_bigint() }}) as events
from judged
group by ended_as
