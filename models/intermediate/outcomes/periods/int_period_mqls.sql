-- the cohorts of MQLs, by when they were made: what became of each, whenever it did
with

measures as (
    select * from {{ ref('int_mql_measures') }}
),

period_days as (
    select * from {{ ref('int_period_days') }}
)

select
    measures.definition_key,
    period_days.period_grain,
    period_days.period_start_on,
    count(*) as mqls,
    count(measures.first_mql_epoch) as first_mqls,
    count(measures.decided_accepted_epoch) as decided_accepted,
    count(measures.decided_rejected_epoch) as decided_rejected,
    count(measures.accepted_reached_epoch) as accepted,
    count(measures.sql_reached_epoch) as qualified,
    count(measures.opportunity_reached_epoch) as with_opportunity,
    count(measures.won_reached_epoch) as won,
    sum(measures.is_within_sla) as answered_in_time,
    count(measures.is_within_sla) as answered_or_due,
    count(measures.response_minutes) as answered,
    sum(measures.has_reason) as rejected_with_reason,
    count(measures.has_reason) as ever_rejected,
    sum(measures.is_bad_fit) as rejected_as_bad_fit,
    percentile_cont(0.5) within group (order by measures.lead_to_mql_days) as lead_to_mql_days,
    percentile_cont(0.5) within group (order by measures.mql_to_opportunity_days) as mql_to_opportunity_days,
    percentile_cont(0.5) within group (order by measures.mql_to_won_days) as mql_to_won_days,
    percentile_cont(0.5) within group (order by measures.response_minutes) as response_minutes
from measures
inner join period_days on measures.mql_on = period_days.day_on
group by measures.definition_key, period_days.period_grain, period_days.period_start_on
