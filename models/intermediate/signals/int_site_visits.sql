{{ config(materialized='incremental', incremental_strategy='replace_leads') }}
{% set in_order = ['occurred_epoch', 'event_id', 'moment_epoch'] %}

with

sessions as (
    select
        lead_key,
        {{ value_in_first('occurred_epoch', in_order) }} as occurred_epoch,
        {{ value_in_first('moment_epoch', in_order) }} as moment_epoch
    from {{ ref('int_session_events') }}
    where {{ is_lead_at_work() }}
    group by lead_key, visitor_key, session_key
)

select
    sessions.lead_key,
    event_types.event_type_key,
    sessions.occurred_epoch,
    sessions.moment_epoch
from sessions
inner join {{ ref('int_event_types') }} as event_types on event_types.event_type = 'site_visit'
