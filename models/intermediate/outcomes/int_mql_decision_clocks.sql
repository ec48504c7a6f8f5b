-- whether sales decided on each MQL within the hours that its definition commits to
with

mqls as (
    select
        cycles.lead_key,
        cycles.definition_key,
        cycles.mql_epoch,
        cycles.mql_epoch + cast({{ rounded('commitments.decision_hours * 3600') }} as {{ dbt.type_bigint() }}) as decision_due_epoch,
        decisions.decided_epoch
    from {{ ref('int_mql_cycles') }} as cycles
    inner join {{ ref('int_work_commitments') }} as commitments on cycles.definition_key = commitments.definition_key
    left join {{ ref('int_mql_decisions') }} as decisions
        on
            cycles.lead_key = decisions.lead_key
            and cycles.definition_key = decisions.definition_key
            and cycles.mql_epoch = decisions.mql_epoch
)

select
    lead_key,
    definition_key,
    mql_epoch,
    decision_due_epoch,
    case
        when decided_epoch is not null then decided_epoch <= decision_due_epoch
        when decision_due_epoch <= {{ as_of_epoch() }} then false
    end as is_decided_in_time
from mqls
