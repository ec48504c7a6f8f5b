-- the sessions of web events that came without one: over 30 minutes between two begin another
{{ config(materialized='incremental', incremental_strategy='replace_leads') }}

with

loose_events as (
    select
        events.lead_key,
        events.visitor_key,
        events.event_type_key,
        events.occurred_epoch,
        events.moment_epoch,
        events.event_id,
        lag(events.occurred_epoch) over (
            partition by events.lead_key, events.visitor_key
            order by events.occurred_epoch, events.event_id
        ) as previous_epoch
    from {{ ref('int_events') }} as events
    inner join {{ ref('int_event_group_types') }} as group_types
        on events.event_type_key = group_types.event_type_key and group_types.event_group = 'web'
    where events.session_key is null and {{ is_lead_at_work('events.lead_key') }}
),

-- numbered below 0, where no given session is
numbered as (
    select
        loose_events.*,
        -sum(case when occurred_epoch - previous_epoch <= 1800 then 0 else 1 end) over (
            partition by lead_key, visitor_key
            order by occurred_epoch, event_id
            rows between unbounded preceding and current row
        ) as session_number
    from loose_events
)

select
    lead_key,
    visitor_key,
    cast(session_number as {{ dbt.type_bigint() }}) as session_key,
    event_type_key,
    occurred_epoch,
    moment_epoch,
    event_id
from numbered
