{{ config(materialized='incremental', incremental_strategy='replace_leads_and_definitions') }}

with

-- what its conditions make of a trigger, where it is for the definition to read it
states as (
    select
        states.lead_key,
        triggers.definition_key,
        states.trigger_key,
        triggers.trigger_rank,
        triggers.gate_definition_key,
        triggers.fit_at_least,
        triggers.bant_at_least,
        triggers.behavior_at_least,
        triggers.total_at_least,
        states.at_epoch,
        states.last_news_epoch
    from {{ ref('int_trigger_states') }} as states
    inner join {{ ref('int_evaluated_triggers') }} as triggers on states.trigger_key = triggers.trigger_key
    inner join {{ ref('int_leads') }} as leads on states.lead_key = leads.lead_key and states.at_epoch >= leads.known_epoch
    left join {{ ref('int_unread_changes') }} as unread_changes
        on
            states.lead_key = unread_changes.lead_key
            and triggers.definition_key = unread_changes.definition_key
            and states.at_epoch = unread_changes.at_epoch
    where
        {{ is_lead_followed('states.lead_key') }}
        and {{ is_at_work('states.lead_key', 'triggers.definition_key') }}
        and (unread_changes.lead_key is null or states.last_news_epoch = states.at_epoch or states.at_epoch = leads.known_epoch)
),

scores as (
    select * from {{ ref('int_scores') }}
    where {{ is_lead_followed() }}
),

variants as (
    select * from {{ ref('stg_evaluated_definitions') }}
    where gate_definition_key <> variant_of
),

-- a gate of its own changes who passes, not what they score; the cap on leads off the ICP is for those who do not pass
gated_scores as (
    select
        lead_key,
        definition_key as gate_definition_key,
        at_epoch,
        fit_score,
        bant_score,
        behavior_score
    from scores
    where passes_gate
    union all
    select
        scores.lead_key,
        variants.definition_key as gate_definition_key,
        scores.at_epoch,
        scores.fit_score,
        scores.bant_score,
        scores.behavior_score
    from scores
    inner join variants on scores.definition_key = variants.variant_of
    inner join {{ ref('int_fit_timeline') }} as fit
        on
            scores.lead_key = fit.lead_key
            and variants.definition_key = fit.definition_key
            and scores.at_epoch >= fit.valid_from
            and scores.at_epoch < fit.valid_to
    where fit.passes_gate
)

select
    states.lead_key,
    states.definition_key,
    states.trigger_key,
    states.trigger_rank,
    states.at_epoch,
    coalesce(states.last_news_epoch, {{ beginning_of_time() }}) as last_news_epoch
from states
inner join gated_scores as scores
    on
        states.lead_key = scores.lead_key
        and states.gate_definition_key = scores.gate_definition_key
        and states.at_epoch = scores.at_epoch
where {{ reaches('scores', 'states') }}
