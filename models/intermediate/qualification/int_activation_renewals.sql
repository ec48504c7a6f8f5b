-- were an activation an MQL: the first fresh activation once the gap has passed, and sales' first word from then on
{{ config(materialized='incremental', incremental_strategy='replace_leads_and_definitions') }}

with

instants as (
    select * from {{ ref('int_activation_instants') }}
    where {{ is_at_work() }}
),

definitions as (
    select * from {{ ref('stg_evaluated_definitions') }}
),

decisions as (
    select * from {{ ref('int_decisions') }}
),

queries as (
    select
        instants.lead_key,
        instants.definition_key,
        instants.at_epoch as mql_epoch,
        instants.at_epoch + {{ days_to_seconds('definitions.requalify_gap_days') }} as from_epoch
    from instants
    inner join definitions on instants.definition_key = definitions.definition_key
),

{{ fresh_activations() }},

words as (
    select
        lead_key,
        at_epoch,
        null as decision_number
    from instants
    union
    select
        lead_key,
        decided_epoch as at_epoch,
        decision_number
    from decisions
),

next_words as (
    select distinct
        lead_key,
        at_epoch,
        min(decision_number) over (partition by lead_key order by at_epoch desc) as decision_number
    from words
)

select
    queries.lead_key,
    queries.definition_key,
    queries.mql_epoch,
    queries.from_epoch as gap_ends_epoch,
    answers.fresh_epoch as first_fresh_epoch,
    decisions.decided_epoch as first_word_epoch,
    decisions.decision as first_word,
    decisions.requalify_after_days
from queries
inner join answers
    on
        queries.lead_key = answers.lead_key
        and queries.definition_key = answers.definition_key
        and queries.mql_epoch = answers.mql_epoch
left join next_words
    on queries.lead_key = next_words.lead_key and queries.mql_epoch = next_words.at_epoch
left join decisions
    on next_words.lead_key = decisions.lead_key and next_words.decision_number = decisions.decision_number
