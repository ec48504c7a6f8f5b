-- everything that rules can count, with its two times
{{ config(materialized='incremental', incremental_strategy='replace_leads') }}

with

occurrences as (
    select
        lead_key,
        event_type_key,
        occurred_epoch,
        moment_epoch
    from {{ ref('int_events') }}
    union all
    select
        lead_key,
        event_type_key,
        occurred_epoch,
        moment_epoch
    from {{ ref('int_site_visits') }}
    union all
    select
        lead_key,
        event_type_key,
        occurred_epoch,
        moment_epoch
    from {{ ref('int_session_pattern_events') }}
    union all
    select
        lead_key,
        event_type_key,
        occurred_epoch,
        moment_epoch
    from {{ ref('int_new_asset_downloads') }}
    union all
    select
        lead_key,
        event_type_key,
        occurred_epoch,
        moment_epoch
    from {{ ref('int_engaged_pricing_views') }}
)

select * from occurrences
where {{ is_lead_at_work() }}
