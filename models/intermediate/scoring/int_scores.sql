-- fit, behavior, bant and total at every instant at which a lead may qualify
{{ config(materialized='incremental', incremental_strategy='replace_leads_and_definitions') }}

with

behavior as (
    select * from {{ ref('int_behavior_sums') }}
    where {{ is_at_work() }}
    union all
    select * from {{ ref('int_behavior_decays') }}
    where {{ is_at_work() }}
),

{{ scored(['last_award_epoch']) }}

select * from scored
