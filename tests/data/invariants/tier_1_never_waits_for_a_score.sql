select
    mqls.mql_id,
    conditions.condition_id,
    conditions.metric
from {{ ref('fct_mqls') }} as mqls
inner join {{ ref('stg_definitions') }} as definitions
    on mqls.definition_id = definitions.definition_id and mqls.version = definitions.version
inner join {{ ref('stg_triggers') }} as triggers
    on definitions.definition_key = triggers.definition_key and mqls.trigger_id = triggers.trigger_id
inner join {{ ref('stg_trigger_conditions') }} as conditions on triggers.trigger_key = conditions.trigger_key
where mqls.tier = 1 and conditions.metric not in ('event_count', 'fit_rule')
