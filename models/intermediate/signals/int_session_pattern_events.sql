{{ config(materialized='incremental', incremental_strategy='replace_leads') }}
{% set in_order = ['session_events.occurred_epoch', 'session_events.event_id', 'session_events.moment_epoch'] %}

with

required_groups as (
    select
        patterns.event_type,
        lower(trim(items.item)) as event_group
    from {{ ref('session_patterns') }} as patterns
    {{ items_of('patterns.required_groups') }}
),

pattern_sizes as (
    select
        event_type,
        count(distinct event_group) as groups_required
    from required_groups
    group by event_type
),

-- the first of each required group in a session
firsts as (
    select
        session_events.lead_key,
        session_events.visitor_key,
        session_events.session_key,
        required_groups.event_type,
        required_groups.event_group,
        {{ value_in_first('session_events.occurred_epoch', in_order) }} as occurred_epoch,
        {{ value_in_first('session_events.moment_epoch', in_order) }} as moment_epoch
    from {{ ref('int_session_events') }} as session_events
    inner join {{ ref('int_event_group_types') }} as group_types on session_events.event_type_key = group_types.event_type_key
    inner join required_groups on group_types.event_group = required_groups.event_group
    where {{ is_lead_at_work('session_events.lead_key') }}
    group by
        session_events.lead_key,
        session_events.visitor_key,
        session_events.session_key,
        required_groups.event_type,
        required_groups.event_group
),

sessions as (
    select
        lead_key,
        event_type,
        max(occurred_epoch) as occurred_epoch,
        max(moment_epoch) as moment_epoch,
        count(*) as groups_seen
    from firsts
    group by lead_key, visitor_key, session_key, event_type
)

select
    sessions.lead_key,
    event_types.event_type_key,
    sessions.occurred_epoch,
    sessions.moment_epoch
from sessions
inner join pattern_sizes
    on sessions.event_type = pattern_sizes.event_type and sessions.groups_seen = pattern_sizes.groups_required
inner join {{ ref('int_event_types') }} as event_types on sessions.event_type = event_types.event_type
