{{ config(materialized='incremental', incremental_strategy='replace_leads_and_definitions') }}

select
    lead_key,
    definition_key,
    at_epoch,
    max(last_news_epoch) as last_news_epoch
from {{ ref('int_activations') }}
where {{ is_at_work() }}
group by lead_key, definition_key, at_epoch
