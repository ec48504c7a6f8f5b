-- the activations that may be MQLs: the first, and those after the gap from it or after a rejection, for until then the first is open
{{ config(materialized='incremental', incremental_strategy='replace_leads_and_definitions') }}

with

instants as (
    select
        lead_key,
        definition_key,
        at_epoch,
        max(last_news_epoch) as last_news_epoch
    from {{ ref('int_activations') }}
    where {{ is_at_work() }}
    group by lead_key, definition_key, at_epoch
),

first_instants as (
    select
        instants.lead_key,
        instants.definition_key,
        min(instants.at_epoch) as first_epoch,
        min(instants.at_epoch) + {{ days_to_seconds('definitions.requalify_gap_days') }} as gap_ends_epoch
    from instants
    inner join {{ ref('stg_evaluated_definitions') }} as definitions on instants.definition_key = definitions.definition_key
    group by instants.lead_key, instants.definition_key, definitions.requalify_gap_days
),

-- whatever the list of reasons says: days below none would count from before the word
first_rejections as (
    select
        lead_key,
        min(decided_epoch + least(coalesce({{ days_to_seconds('requalify_after_days') }}, 0), 0)) as rejected_epoch
    from {{ ref('int_decisions') }}
    where decision = 'rejected'
    group by lead_key
)

select instants.*
from instants
inner join first_instants
    on instants.lead_key = first_instants.lead_key and instants.definition_key = first_instants.definition_key
left join first_rejections on instants.lead_key = first_rejections.lead_key
where
    instants.at_epoch = first_instants.first_epoch
    or instants.at_epoch >= first_instants.gap_ends_epoch
    or instants.at_epoch >= first_rejections.rejected_epoch
