{{ config(materialized='incremental', incremental_strategy='replace_leads') }}

select
    events.lead_key,
    engaged.event_type_key,
    events.occurred_epoch,
    events.moment_epoch
from {{ ref('int_events') }} as events
inner join {{ ref('int_event_types') }} as views
    on events.event_type_key = views.event_type_key and views.event_type = 'pricing_page_view'
inner join {{ ref('int_event_types') }} as engaged on engaged.event_type = 'pricing_page_engaged'
where events.duration_seconds > 60 and {{ is_lead_at_work('events.lead_key') }}
