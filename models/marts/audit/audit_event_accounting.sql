-- where each staged event ended: with a lead, or why with none
with

staged as (
    select
        lead_id is not null as is_named,
        is_marked_bot,
        count(*) as events
    from {{ ref('stg_events') }}
    group by lead_id is not null, is_marked_bot
),

known as (
    select
        'marked_bot' as ended_as,
        is_named,
        events
    from staged
    where is_marked_bot
    union all
    -- only events that name their lead are watched
    select
        'caught_bot' as ended_as,
        true as is_named,
        count(*) as events
    from {{ ref('int_bot_events') }}
    union all
    select
        'unmapped' as ended_as,
        lead_id is not null as is_named,
        count(*) as events
    from {{ ref('int_unmapped_events') }}
    group by lead_id is not null
    union all
    select
        'credited' as ended_as,
        is_named,
        count(*) as events
    from {{ ref('int_events') }}
    group by is_named
),

-- an event ends in one place, and what is in none of these is nobody's: so nothing need be looked up event by event
ended as (
    select
        ended_as,
        events
    from known
    union all
    select
        case when is_named then 'lead_not_staged' else 'anonymous' end as ended_as,
        events
    from staged
    union all
    select
        case when is_named then 'lead_not_staged' else 'anonymous' end as ended_as,
        -events as events
    from known
)

select
    ended_as,
    cast(sum(events) as {{ dbt.type_bigint() }}) as events
from ended
group by ended_as
having sum(events) <> 0
