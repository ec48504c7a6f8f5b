with

states as (
    select * from {{ ref('int_trigger_states') }}
    where outcome <> 'review'
),

scores as (
    select * from {{ ref('int_scores') }}
    where passes_gate
),

leads as (
    select * from {{ ref('int_leads') }}
)

select
    states.lead_key,
    states.definition_key,
    states.trigger_key,
    states.trigger_rank,
    states.at_epoch,
    coalesce(states.last_news_epoch, {{ beginning_of_time() }}) as last_news_epoch
from states
inner join {{ ref('int_trigger_needs') }} as triggers on states.trigger_key = triggers.trigger_key
inner join leads on states.lead_key = leads.lead_key and states.at_epoch >= leads.known_epoch
inner join scores
    on
        states.lead_key = scores.lead_key
        and states.definition_key = scores.definition_key
        and states.at_epoch = scores.at_epoch
where
    scores.fit_score >= coalesce(triggers.fit_at_least, scores.fit_score) - 1e-6
    and scores.bant_score >= coalesce(triggers.bant_at_least, scores.bant_score) - 1e-6
    and scores.behavior_score >= coalesce(triggers.behavior_at_least, scores.behavior_score) - 1e-6
    and scores.total_score >= coalesce(triggers.total_at_least, scores.total_score) - 1e-6
