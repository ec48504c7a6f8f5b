-- when the behavior score of a lead under a definition is read, so as to know whether it qualifies
{{ config(materialized='incremental', incremental_strategy='replace_leads_and_definitions') }}

select distinct
    lead_key,
    definition_key,
    at_epoch
from {{ ref('int_candidate_instants') }}
where {{ is_at_work() }}
