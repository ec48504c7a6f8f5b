-- what sales made of the MQLs of each back-tested definition and variant
with

evaluated as (
    select * from {{ ref('stg_evaluated_definitions') }}
    where is_backtested
),

mqls as (
    select
        evaluated.definition_key,
        evaluated.variant_of,
        cycles.lead_key,
        cycles.mql_epoch,
        decisions.decision,
        deals.won_epoch,
        deals.lost_epoch,
        coalesce(deals.is_sourcing, false) as is_sourcing
    from evaluated
    left join {{ ref('int_evaluated_cycles') }} as cycles on evaluated.definition_key = cycles.definition_key
    left join {{ ref('int_mql_decisions') }} as decisions
        on
            cycles.definition_key = decisions.definition_key
            and cycles.lead_key = decisions.lead_key
            and cycles.mql_epoch = decisions.mql_epoch
    left join {{ ref('int_mql_opportunities') }} as deals
        on
            cycles.definition_key = deals.definition_key
            and cycles.lead_key = deals.lead_key
            and cycles.mql_epoch = deals.mql_epoch
),

counted as (
    select
        definition_key,
        variant_of,
        min(mql_epoch) as first_mql_epoch,
        count(mql_epoch) as mqls,
        count(distinct lead_key) as leads,
        sum(case when decision = 'accepted' then 1 else 0 end) as accepted,
        count(decision) as decided,
        sum(case when is_sourcing then 1 else 0 end) as opportunities,
        sum(case when is_sourcing and coalesce(won_epoch, lost_epoch) is not null then 1 else 0 end) as closed_opportunities,
        sum(case when is_sourcing and won_epoch is not null then 1 else 0 end) as won
    from mqls
    group by definition_key, variant_of
)

-- one span of time for a definition and all its variants, so that their MQLs a month compare
select
    counted.*,
    greatest(1, ({{ as_of_epoch() }} - min(first_mql_epoch) over (partition by variant_of)) / (86400 * 30.4375)) as months_observed
from counted
