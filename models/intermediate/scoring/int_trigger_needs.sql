-- what each trigger asks, besides the gate: how many conditions are counted or ruled, which scores it must reach, and what it waits for
select
    triggers.trigger_key,
    triggers.definition_key,
    triggers.trigger_rank,
    triggers.outcome,
    sum(case when conditions.metric in ('event_count', 'fit_rule') then 1 else 0 end) as span_conditions,
    sum(case when {{ is_met_by_nothing('conditions') }} then 1 else 0 end) as met_by_nothing,
    max(case when conditions.metric = 'fit_score' then conditions.at_least end) as fit_at_least,
    max(case when conditions.metric = 'bant_score' then conditions.at_least end) as bant_at_least,
    max(case when conditions.metric = 'behavior_score' then conditions.at_least end) as behavior_at_least,
    max(case when conditions.metric = 'total_score' then conditions.at_least end) as total_at_least,
    max(case when conditions.metric in ('behavior_score', 'total_score') then 1 else 0 end) = 1 as awaits_points,
    max(case when conditions.metric = 'event_count' and conditions.at_least > 0 then 1 else 0 end) = 1 as awaits_events
from {{ ref('stg_triggers') }} as triggers
inner join {{ ref('stg_trigger_conditions') }} as conditions on triggers.trigger_key = conditions.trigger_key
group by triggers.trigger_key, triggers.definition_key, triggers.trigger_rank, triggers.outcome
