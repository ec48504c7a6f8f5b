{{ config(materialized='incremental', incremental_strategy='replace_leads') }}

with

events as (
    select * from {{ ref('int_events') }}
    where {{ is_lead_at_work() }}
),

web_types as (
    select event_type_key
    from {{ ref('int_event_group_types') }}
    where event_group = 'web'
),

given_sessions as (
    select
        lead_key,
        visitor_key,
        session_key,
        event_type_key,
        occurred_epoch,
        moment_epoch,
        event_id
    from events
    where session_key is not null
),

loose_events as (
    select
        events.*,
        lag(events.occurred_epoch) over (
            partition by events.lead_key, events.visitor_key
            order by events.occurred_epoch, events.event_id
        ) as previous_epoch
    from events
    inner join web_types on events.event_type_key = web_types.event_type_key
    where events.session_key is null
),

-- over 30 minutes between two web events begin another session; those made are numbered below 0, where no given one is
made_sessions as (
    select
        lead_key,
        visitor_key,
        -sum(case when occurred_epoch - previous_epoch <= 1800 then 0 else 1 end) over (
            partition by lead_key, visitor_key
            order by occurred_epoch, event_id
            rows between unbounded preceding and current row
        ) as session_number,
        event_type_key,
        occurred_epoch,
        moment_epoch,
        event_id
    from loose_events
)

select * from given_sessions
union all
select
    lead_key,
    visitor_key,
    cast(session_number as {{ dbt.type_bigint() }}) as session_key,
    event_type_key,
    occurred_epoch,
    moment_epoch,
    event_id
from made_sessions
