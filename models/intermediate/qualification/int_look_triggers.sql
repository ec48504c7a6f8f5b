-- how near each trigger was when a lead was looked at
select
    conditions.lead_key,
    conditions.definition_key,
    conditions.at_epoch,
    conditions.trigger_key,
    triggers.trigger_id,
    triggers.trigger_rank,
    triggers.outcome,
    sum(case when conditions.is_met then 0 else 1 end) as unmet_conditions,
    sum(case when conditions.is_met then 1.0 else 0.0 end) / count(*) as met_share
from {{ ref('int_look_conditions') }} as conditions
inner join {{ ref('stg_triggers') }} as triggers on conditions.trigger_key = triggers.trigger_key
group by
    conditions.lead_key,
    conditions.definition_key,
    conditions.at_epoch,
    conditions.trigger_key,
    triggers.trigger_id,
    triggers.trigger_rank,
    triggers.outcome
