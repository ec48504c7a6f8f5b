select
    mqls.mql_id,
    mqls.trigger_id,
    mqls.tier,
    mqls.outcome
from {{ ref('fct_mqls') }} as mqls
left join {{ ref('dim_triggers') }} as triggers
    on
        mqls.definition_id = triggers.definition_id
        and mqls.version = triggers.version
        and mqls.trigger_id = triggers.trigger_id
        and mqls.outcome = triggers.outcome
        and coalesce(mqls.tier, 0) = coalesce(triggers.tier, 0)
where triggers.trigger_id is null or mqls.outcome = 'review'
