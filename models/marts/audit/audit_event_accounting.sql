-- where each staged event ended: with a lead, or why with none
with

staged_events as (
    select
        events.event_id,
        events.is_marked_bot,
        events.lead_id,
        bot_events.event_id is not null as is_caught_bot,
        credited.event_id is not null as is_credited,
        aliases.lead_id is not null as has_lead
    from {{ ref('stg_events') }} as events
    left join {{ ref('int_bot_events') }} as bot_events on events.event_id = bot_events.event_id
    left join {{ ref('int_events') }} as credited on events.event_id = credited.event_id
    left join {{ ref('int_lead_aliases') }} as aliases on events.lead_id = aliases.lead_id
),

mapped as (
    select named_events.event_id
    from {{ ref('int_named_events') }} as named_events
    inner join {{ ref('int_event_readings') }} as readings
        on
            named_events.raw_event_type = readings.raw_event_type
            and named_events.name_url = readings.name_url
            and named_events.name_seconds = readings.name_seconds
),

judged as (
    select
        case
            when staged_events.is_marked_bot then 'marked_bot'
            when staged_events.is_caught_bot then 'caught_bot'
            when mapped.event_id is null then 'unmapped'
            when staged_events.is_credited then 'credited'
            when staged_events.lead_id is null then 'anonymous'
            else 'lead_not_staged'
        end as ended_as
    from staged_events
    left join mapped on staged_events.event_id = mapped.event_id
)

select
    ended_as,
    cast(count(*) as {{ dbt.type_bigint() }}) as events
from judged
group by ended_as
