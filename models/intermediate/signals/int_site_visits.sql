{{ config(materialized='incremental', incremental_strategy='replace_leads') }}

with

sessions as (
    select
        lead_key,
        min(occurred_epoch) as occurred_epoch,
        {{ value_at_min('moment_epoch', "(occurred_epoch, event_id)") }} as moment_epoch
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
