-- the events that score, each once, with its points and the person whose they are
with

ranked as (
    select
        *,
        row_number() over (partition by event_id order by updated_at desc, loaded_at desc) as newest
    from raw_events
    where event_id is not null and occurred_at is not null
),

current_events as (
    select
        lead_id,
        occurred_at,
        case lower(event_type)
            when 'open email' then 'email_open'
            else lower(event_type)
        end as event_type
    from ranked
    where newest = 1 and not coalesce(is_deleted, false) and not coalesce(is_bot, false) and occurred_at <= as_of()
),

people as (
    select
        lead_id as survivor_id,
        known_at,
        unnest(lead_ids) as lead_id
    from leads
)

select
    people.survivor_id as lead_id,
    cast(greatest(current_events.occurred_at, people.known_at) as date) as scored_on,
    points.points
from current_events
inner join people on current_events.lead_id = people.lead_id
inner join points on current_events.event_type = points.event_type
