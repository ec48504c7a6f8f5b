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

visitors as (
    select
        anonymous_id,
        min(identified_epoch) as identified_epoch,
        min(lead_key) < max(lead_key) as is_shared
    from identifications
    group by anonymous_id
),

-- who only ever was one lead is that lead from the first time on
telling as (
    select
        identifications.*,
        identifications.identified_epoch = visitors.identified_epoch as is_first
    from identifications
    inner join visitors on identifications.anonymous_id = visitors.anonymous_id
    where visitors.is_shared or identifications.identified_epoch = visitors.identified_epoch
),

-- the first identification owns what came before it
first_event_ids as (
    select
        anonymous_id,
        min(event_id) as event_id
    from telling
    where is_first
    group by anonymous_id
),

-- of several in one second, the largest event_id speaks from then on
last_event_ids as (
    select
        anonymous_id,
        max(event_id) as event_id
    from telling
    group by anonymous_id, identified_epoch
),

starts as (
    select
        telling.anonymous_id,
        telling.lead_key,
        telling.identified_epoch,
        telling.identified_epoch as valid_from
    from telling
    inner join last_event_ids on telling.anonymous_id = last_event_ids.anonymous_id and telling.event_id = last_event_ids.event_id
    union all
    select
        telling.anonymous_id,
        telling.lead_key,
        telling.identified_epoch,
        {{ beginning_of_time() }} as valid_from
    from telling
    inner join first_event_ids on telling.anonymous_id = first_event_ids.anonymous_id and telling.event_id = first_event_ids.event_id
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
