-- every instant at which a trigger may become active and its counted and ruled conditions hold, with the latest news by then
{{ config(materialized='incremental', incremental_strategy='replace_leads_and_definitions') }}

with

leads as (
    select * from {{ ref('int_leads') }}
),

-- with the least that the definition or a variant of it asks for
triggers as (
    select
        needs.trigger_key,
        needs.definition_key,
        needs.span_conditions,
        needs.met_by_nothing,
        needs.awaits_points,
        needs.awaits_events,
        min(evaluated.fit_at_least) as fit_at_least,
        min(evaluated.bant_at_least) as bant_at_least,
        min(evaluated.behavior_at_least) as behavior_at_least,
        min(evaluated.total_at_least) as total_at_least
    from {{ ref('int_trigger_needs') }} as needs
    inner join {{ ref('int_evaluated_triggers') }} as evaluated on needs.trigger_key = evaluated.trigger_key
    group by
        needs.trigger_key, needs.definition_key, needs.span_conditions, needs.met_by_nothing, needs.awaits_points, needs.awaits_events
),

scores as (
    select * from {{ ref('int_scores') }}
    where {{ is_at_work() }}
),

-- points, a field that changed, becoming known; a trigger that counts events has news of its own then, if any count when the lead is known
occasions as (
    select
        scores.lead_key,
        scores.at_epoch,
        triggers.trigger_key,
        case when triggers.awaits_points then scores.last_award_epoch end as news_epoch
    from scores
    inner join leads on scores.lead_key = leads.lead_key
    left join {{ ref('int_field_changes') }} as field_changes
        on
            scores.lead_key = field_changes.lead_key
            and scores.definition_key = field_changes.definition_key
            and scores.at_epoch = field_changes.at_epoch
    inner join triggers on scores.definition_key = triggers.definition_key
    where
        (
            triggers.awaits_points and scores.last_award_epoch = scores.at_epoch
            or field_changes.lead_key is not null
            or not triggers.awaits_events and scores.at_epoch = leads.known_epoch
        )
        and {{ reaches('scores', 'triggers') }}
),

steps as (
    select
        lead_key,
        trigger_key,
        at_epoch,
        news_epoch,
        1 as is_candidate,
        0 as met_change
    from occasions
    union all
    select
        lead_key,
        trigger_key,
        at_epoch,
        case when is_news then at_epoch end as news_epoch,
        case when is_news then 1 else 0 end as is_candidate,
        met_change
    from {{ ref('int_condition_changes') }}
    where {{ is_at_work() }}
),

states as (
    select
        lead_key,
        trigger_key,
        at_epoch,
        is_candidate,
        sum(met_change) over timeline as met_conditions,
        max(news_epoch) over timeline as last_news_epoch
    from steps
    -- what changes in one second is one change: the frame ends with the last of its rows
    window timeline as (partition by lead_key, trigger_key order by at_epoch range between unbounded preceding and current row)
)

-- one second may be a candidate for several reasons
select distinct
    states.lead_key,
    states.trigger_key,
    triggers.definition_key,
    states.at_epoch,
    states.last_news_epoch
from states
inner join triggers on states.trigger_key = triggers.trigger_key
where
    states.is_candidate = 1
    and states.met_conditions + triggers.met_by_nothing = triggers.span_conditions
