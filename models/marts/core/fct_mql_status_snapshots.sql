{% set grain = var('snapshot_grain') %}

with

days as (
    select * from {{ ref('int_days') }}
),

-- the last day of each period that was over by as_of
snapshot_dates as (
    select
        day_on as snapshot_on,
        {{ epoch_seconds(start_of_local_day(dbt.dateadd('day', 1, 'day_on'))) }} as ends_epoch
    from days
    where cast({{ dbt.date_trunc(grain, dbt.dateadd('day', 1, 'day_on')) }} as date) = cast({{ dbt.dateadd('day', 1, 'day_on') }} as date)
),

spans as (
    select * from {{ ref('int_status_spans') }}
    where status <> 'lead'
)

select
    leads.lead_id,
    definitions.definition_id,
    definitions.version,
    snapshot_dates.snapshot_on,
    spans.status,
    {{ timestamp_at('spans.valid_from') }} as status_since_at
from spans
inner join snapshot_dates
    on
        spans.valid_from < snapshot_dates.ends_epoch
        and (spans.valid_to is null or spans.valid_to >= snapshot_dates.ends_epoch)
        and snapshot_dates.ends_epoch <= {{ as_of_epoch() }}
inner join {{ ref('stg_definitions') }} as definitions on spans.definition_key = definitions.definition_key
inner join {{ ref('int_leads') }} as leads on spans.lead_key = leads.lead_key
