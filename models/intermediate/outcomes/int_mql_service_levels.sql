-- all that the service levels say of each MQL besides its response: worked, decided in time, complete, assigned
select
    work.lead_key,
    work.definition_key,
    work.mql_epoch,
    work.touches_in_time,
    work.channels_in_time,
    work.work_due_epoch,
    work.worked_epoch,
    work.worked_days,
    work.is_worked,
    decision_clocks.decision_due_epoch,
    decision_clocks.is_decided_in_time,
    completeness.is_complete,
    completeness.missing_fields,
    assignments.owner_id,
    coalesce(assignments.owner_id, responses.rep_id) as rep_id,
    assignments.assigned_epoch,
    assignments.routing_minutes
from {{ ref('int_mql_work') }} as work
inner join {{ ref('int_mql_decision_clocks') }} as decision_clocks
    on
        work.lead_key = decision_clocks.lead_key
        and work.definition_key = decision_clocks.definition_key
        and work.mql_epoch = decision_clocks.mql_epoch
inner join {{ ref('int_mql_completeness') }} as completeness
    on
        work.lead_key = completeness.lead_key
        and work.definition_key = completeness.definition_key
        and work.mql_epoch = completeness.mql_epoch
inner join {{ ref('int_mql_assignments') }} as assignments
    on
        work.lead_key = assignments.lead_key
        and work.definition_key = assignments.definition_key
        and work.mql_epoch = assignments.mql_epoch
left join {{ ref('int_mql_responses') }} as responses
    on
        work.lead_key = responses.lead_key
        and work.definition_key = responses.definition_key
        and work.mql_epoch = responses.mql_epoch
