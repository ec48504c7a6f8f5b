-- what each trigger that makes an MQL rests on
with

triggers as (
    select * from {{ ref('stg_triggers') }}
    where outcome <> 'review'
),

conditions as (
    select * from {{ ref('stg_trigger_conditions') }}
)

select
    triggers.trigger_key,
    triggers.definition_key,
    triggers.trigger_id,
    triggers.tier,
    triggers.sla_minutes,
    triggers.sla_clock,
    triggers.outcome,
    triggers.escalate_after_minutes,
    triggers.escalate_to,
    count(conditions.condition_key) as conditions,
    coalesce(sum(case
        when conditions.metric <> 'fit_rule' and conditions.at_least is null and conditions.at_most is null then 1 else 0
    end), 0) as conditions_without_bar,
    coalesce(sum(case when conditions.metric in ('fit_rule', 'fit_score') then 1 else 0 end), 0) as fit_conditions,
    coalesce(sum(case when conditions.metric in ('behavior_score', 'bant_score', 'total_score') then 1 else 0 end), 0) as score_conditions
from triggers
left join conditions on triggers.trigger_key = conditions.trigger_key
group by
    triggers.trigger_key,
    triggers.definition_key,
    triggers.trigger_id,
    triggers.tier,
    triggers.sla_minutes,
    triggers.sla_clock,
    triggers.outcome,
    triggers.escalate_after_minutes,
    triggers.escalate_to
