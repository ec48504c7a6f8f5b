with

decisions as (
    select * from {{ ref('base_lead_decisions') }}
    where row_fate = 'staged'
),

reasons as (
    select * from {{ ref('rejection_reasons') }}
)

select
    decisions.decision_id,
    decisions.lead_id,
    decisions.decision,
    case when decisions.decision = 'rejected' then coalesce(reasons.reason, 'unspecified') end as rejection_reason,
    decisions.raw_rejection_reason,
    decisions.decided_by,
    decisions.decided_at,
    decisions.loaded_at
from decisions
left join reasons on decisions.raw_rejection_reason = reasons.reason
