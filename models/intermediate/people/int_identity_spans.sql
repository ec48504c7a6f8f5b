with

-- an event that bears both ids, made at its own moment
identifications as (
    select
        events.anonymous_id,
        events.event_id,
        aliases.lead_key,
        greatest({{ epoch_seconds('events.occurred_at') }}, aliases.known_epoch) as identified_epoch
    from {{ ref('stg_events') }} as events
    inner join {{ ref('int_lead_aliases') }} as aliases on events.lead_id = aliases.lead_id
    left join {{ ref('int_bot_events') }} as bot_events on events.event_id = bot_events.event_id
    where
        events.anonymous_id is not null
        and not events.is_marked_bot
        and bot_events.event_id is null
),

-- the first identification owns what came before it
first_seconds as (
    select
        anonymous_id,
        min(identified_epoch) as identified_epoch
    from identifications
    group by anonymous_id
),

first_event_ids as (
    select
        identifications.anonymous_id,
        identifications.identified_epoch,
        min(identifications.event_id) as event_id
    from identifications
    inner join first_seconds
        on
            identifications.anonymous_id = first_seconds.anonymous_id
            and identifications.identified_epoch = first_seconds.identified_epoch
    group by identifications.anonymous_id, identifications.identified_epoch
),

-- of several in one second, the largest event_id speaks from then on
last_event_ids as (
    select
        anonymous_id,
        identified_epoch,
        max(event_id) as event_id
    from identifications
    group by anonymous_id, identified_epoch
),

starts as (
    select
        identifications.anonymous_id,
        identifications.lead_key,
        identifications.identified_epoch,
        identifications.identified_epoch as valid_from
    from identifications
    inner join last_event_ids
        on
            identifications.anonymous_id = last_event_ids.anonymous_id
            and identifications.event_id = last_event_ids.event_id
    union all
    select
        identifications.anonymous_id,
        identifications.lead_key,
        identifications.identified_epoch,
        {{ beginning_of_time() }} as valid_from
    from identifications
    inner join first_event_ids
        on
            identifications.anonymous_id = first_event_ids.anonymous_id
            and identifications.event_id = first_event_ids.event_id
),

-- after the first, a span begins only where the lead changes: what one lead says of itself twice is said once
compared as (
    select
        starts.*,
        lag(lead_key) over (partition by anonymous_id order by valid_from) as previous_lead_key,
        lag(valid_from) over (partition by anonymous_id order by valid_from) as previous_valid_from
    from starts
),

changes as (
    select * from compared
    where
        previous_lead_key is null
        or previous_lead_key <> lead_key
        or previous_valid_from = {{ beginning_of_time() }}
)

select
    anonymous_id,
    lead_key,
    identified_epoch,
    valid_from,
    coalesce(
        lead(valid_from) over (partition by anonymous_id order by valid_from),
        {{ end_of_time() }}
    ) as valid_to
from changes
