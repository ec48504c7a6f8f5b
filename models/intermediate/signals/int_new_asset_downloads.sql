{{ config(materialized='incremental', incremental_strategy='replace_leads') }}

with

downloads as (
    select
        events.lead_key,
        lower(trim(events.asset)) as asset,
        events.occurred_epoch,
        events.moment_epoch,
        events.event_id
    from {{ ref('int_events') }} as events
    inner join {{ ref('int_event_group_types') }} as group_types
        on events.event_type_key = group_types.event_type_key and group_types.event_group = 'asset_download'
    where events.asset is not null and {{ is_lead_at_work('events.lead_key') }}
),

numbered as (
    select
        downloads.*,
        row_number() over (partition by lead_key, asset order by moment_epoch, occurred_epoch, event_id) as download_number
    from downloads
)

select
    numbered.lead_key,
    event_types.event_type_key,
    numbered.occurred_epoch,
    numbered.moment_epoch
from numbered
inner join {{ ref('int_event_types') }} as event_types on event_types.event_type = 'new_asset_download'
where numbered.download_number = 1
