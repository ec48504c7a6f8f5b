-- what sales made of the MQLs of each back-tested definition and variant
with

evaluated as (
    select * from {{ ref('stg_evaluated_definitions') }}
    where is_backtested
),

mqls as (
    select
        evaluated.definition_key,
        cycles.lead_key,
        cycles.mql_epoch,
        decisions.decision,
        deals.won_epoch,
        deals.lost_epoch,
        coalesce(deals.is_sourcing, false) as is_sourcing
    from evaluated
    left join {{ ref('int_evaluated_cycles') }} as cycles on evaluated.definition_key = cycles.definition_key
    left join {{ ref('int_evaluated_decisions') }} as decisions
        on
            cycles.definition_key = decisions.definition_key
            and cycles.lead_key = decisions.lead_key
            and cycles.mql_epoch = decisions.mql_epoch
    left join {{ ref('int_evaluated_opportunities') }} as deals
        on
            cycles.definition_key = deals.definition_key
            and cycles.lead_key = deals.lead_key
            and cycles.mql_epoch = deals.mql_epoch
),

-- one span of time for all, so that their MQLs a month compare
observed as (
    select {{ months_of(as_of_epoch() ~ ' - min(known_epoch)') }} as months
    from {{ ref('int_leads') }}
)

select
    mqls.definition_key,
    observed.months as months_observed,
    count(mqls.mql_epoch) as mqls,
    count(distinct mqls.lead_key) as mql_leads,
    sum(case when mqls.decision = 'accepted' then 1 else 0 end) as accepted,
    count(mqls.decision) as decided,
    sum(case when mqls.is_sourcing then 1 else 0 end) as sourced_deals,
    sum(case when mqls.is_sourcing and coalesce(mqls.won_epoch, mqls.lost_epoch) is not null then 1 else 0 end) as sourced_closed_deals,
    sum(case when mqls.is_sourcing and mqls.won_epoch is not null then 1 else 0 end) as sourced_won_deals
from mqls
cross join observed
group by mqls.definition_key, observed.months
