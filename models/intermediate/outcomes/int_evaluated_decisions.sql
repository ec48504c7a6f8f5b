-- what sales said within the span of each MQL
with

cycles as (
    select * from {{ ref('int_evaluated_cycles') }}
),

decisions as (
    select * from {{ ref('int_decisions') }}
),

within_span as (
    select
        cycles.lead_key,
        cycles.definition_key,
        cycles.mql_epoch,
        decisions.decision,
        decisions.rejection_reason,
        decisions.decided_by,
        decisions.decided_epoch,
        decisions.decision_number,
        row_number() over (
            partition by cycles.lead_key, cycles.definition_key, cycles.mql_epoch
            order by decisions.decision_number
        ) as word_number,
        row_number() over (
            partition by cycles.lead_key, cycles.definition_key, cycles.mql_epoch, decisions.decision
            order by decisions.decision_number
        ) as word_number_of_kind
    from cycles
    inner join decisions
        on
            cycles.lead_key = decisions.lead_key
            and cycles.mql_epoch <= decisions.decided_epoch
            and cycles.span_ends_epoch > decisions.decided_epoch
)

select
    lead_key,
    definition_key,
    mql_epoch,
    max(case when word_number = 1 then case when decision = 'rejected' then 'rejected' else 'accepted' end end) as decision,
    max(case when word_number = 1 then decided_epoch end) as decided_epoch,
    min(case when decision in ('accepted', 'sales_qualified') then decided_epoch end) as accepted_epoch,
    min(case when decision = 'rejected' then decided_epoch end) as rejected_epoch,
    max(case when decision = 'rejected' and word_number_of_kind = 1 then rejection_reason end) as rejection_reason,
    max(case when decision = 'rejected' and word_number_of_kind = 1 then decided_by end) as rejected_by,
    min(case when decision = 'sales_qualified' then decided_epoch end) as qualified_epoch
from within_span
group by lead_key, definition_key, mql_epoch
