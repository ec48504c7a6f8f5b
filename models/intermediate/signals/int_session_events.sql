{{ config(materialized='view') }}

select
    lead_key,
    visitor_key,
    session_key,
    event_type_key,
    occurred_epoch,
    moment_epoch,
    event_id
from {{ ref('int_events') }}
where session_key is not null
union all
select
    lead_key,
    visitor_key,
    session_key,
    event_type_key,
    occurred_epoch,
    moment_epoch,
    event_id
from {{ ref('int_made_sessions') }}
