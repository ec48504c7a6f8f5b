-- what sales said of the MQLs of the definitions themselves, without those of their variants
select
    decisions.lead_key,
    decisions.definition_key,
    decisions.mql_epoch,
    decisions.decision,
    decisions.decided_epoch,
    decisions.accepted_epoch,
    decisions.rejected_epoch,
    decisions.rejection_reason,
    decisions.rejected_by,
    decisions.qualified_epoch
from {{ ref('int_evaluated_decisions') }} as decisions
inner join {{ ref('stg_definitions') }} as definitions on decisions.definition_key = definitions.definition_key
