-- sales' word on each lead, in order
select
    decisions.decision_id,
    aliases.lead_key,
    decisions.decision,
    decisions.rejection_reason,
    decisions.decided_by,
    {{ epoch_seconds('decisions.decided_at') }} as decided_epoch,
    reasons.requalify_after_days,
    row_number() over (
        partition by aliases.lead_key
        order by decisions.decided_at, decisions.decision_id
    ) as decision_number
from {{ ref('stg_lead_decisions') }} as decisions
inner join {{ ref('int_lead_aliases') }} as aliases on decisions.lead_id = aliases.lead_id
left join {{ ref('rejection_reasons') }} as reasons on decisions.rejection_reason = reasons.reason
