-- each MQL with its scores and what sales made of it, in epoch seconds
with

cycles as (
    select * from {{ ref('int_mql_cycles') }}
)

select
    cycles.lead_key,
    cycles.definition_key,
    cycles.trigger_key,
    cycles.cycle_number,
    cycles.mql_epoch,
    nullif(cycles.reopens_epoch, {{ end_of_time() }}) as reopens_epoch,
    cycles.span_ends_epoch,
    scores.fit_score,
    scores.behavior_score,
    scores.bant_score,
    scores.total_score,
    triggers.trigger_id,
    triggers.tier,
    triggers.outcome,
    triggers.sla_minutes,
    triggers.sla_clock,
    coalesce(decisions.decision, 'pending') as decision,
    decisions.decided_epoch,
    decisions.accepted_epoch,
    decisions.rejected_epoch,
    decisions.rejection_reason,
    case when triggers.outcome = 'sql' then cycles.mql_epoch else decisions.qualified_epoch end as sql_epoch,
    clocks.response_epoch,
    clocks.response_minutes,
    clocks.warns_epoch,
    clocks.due_epoch,
    clocks.escalates_epoch,
    clocks.minutes_left,
    clocks.is_within_sla,
    opportunities.opportunity_id,
    opportunities.opportunity_epoch,
    opportunities.won_epoch,
    opportunities.lost_epoch,
    coalesce(opportunities.is_sourcing, false) as is_sourcing,
    opportunities.amount_usd
from cycles
inner join {{ ref('stg_triggers') }} as triggers on cycles.trigger_key = triggers.trigger_key
inner join {{ ref('int_scores') }} as scores
    on
        cycles.lead_key = scores.lead_key
        and cycles.definition_key = scores.definition_key
        and cycles.mql_epoch = scores.at_epoch
left join {{ ref('int_mql_decisions') }} as decisions
    on
        cycles.lead_key = decisions.lead_key
        and cycles.definition_key = decisions.definition_key
        and cycles.mql_epoch = decisions.mql_epoch
left join {{ ref('int_mql_clocks') }} as clocks
    on
        cycles.lead_key = clocks.lead_key
        and cycles.definition_key = clocks.definition_key
        and cycles.mql_epoch = clocks.mql_epoch
left join {{ ref('int_mql_opportunities') }} as opportunities
    on
        cycles.lead_key = opportunities.lead_key
        and cycles.definition_key = opportunities.definition_key
        and cycles.mql_epoch = opportunities.mql_epoch
