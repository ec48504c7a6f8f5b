-- MQLs by where their leads came from at the MQL, and what became of them
select
    definition_key,
    lead_source,
    count(*) as mqls,
    count(decided_accepted_epoch) as accepted,
    count(decided_rejected_epoch) as rejected,
    count(sql_reached_epoch) as qualified,
    count(opportunity_reached_epoch) as with_opportunity,
    count(won_reached_epoch) as won,
    percentile_cont(0.5) within group (order by mql_to_won_days) as mql_to_won_days
from {{ ref('int_mql_measures') }}
group by definition_key, lead_source
