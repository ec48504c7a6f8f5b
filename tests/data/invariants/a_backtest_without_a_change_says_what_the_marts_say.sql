-- the definition as it is, counted by the back-test and counted in the marts
with

as_is as (
    select * from {{ ref('rpt_threshold_backtest') }}
    where variant_id = 'as_is'
),

mqls as (
    select
        definition_id,
        version,
        count(*) as mqls,
        count(distinct lead_id) as mql_leads,
        sum(case when decision = 'accepted' then 1 else 0 end) as accepted,
        count(distinct opportunity_id) as sourced_deals,
        count(distinct case when won_at is not null then opportunity_id end) as sourced_won_deals
    from {{ ref('fct_mqls') }}
    group by definition_id, version
),

deals as (
    select
        definition_id,
        version,
        sum(case when is_won and coalesce(false_negative_reason, '') <> 'out_of_scope' then 1 else 0 end) as won_deals,
        sum(case when is_false_negative then 1 else 0 end) as false_negatives,
        sum(case when mqls_before > 0 and closed_at is not null then 1 else 0 end) as deals_closed,
        sum(case when mqls_before > 0 and is_won then 1 else 0 end) as deals_won
    from {{ ref('fct_opportunities') }}
    where opportunity_type = 'new_business'
    group by definition_id, version
)

select
    as_is.definition_id,
    as_is.version
from as_is
left join mqls on as_is.definition_id = mqls.definition_id and as_is.version = mqls.version
left join deals on as_is.definition_id = deals.definition_id and as_is.version = deals.version
where
    as_is.mqls <> coalesce(mqls.mqls, 0)
    or as_is.mql_leads <> coalesce(mqls.mql_leads, 0)
    or as_is.accepted <> coalesce(mqls.accepted, 0)
    or as_is.sourced_deals <> coalesce(mqls.sourced_deals, 0)
    or as_is.sourced_won_deals <> coalesce(mqls.sourced_won_deals, 0)
    or as_is.deals_closed <> coalesce(deals.deals_closed, 0)
    or as_is.deals_won <> coalesce(deals.deals_won, 0)
    or as_is.won_deals_with_mql + as_is.false_negatives <> coalesce(deals.won_deals, 0)
    or as_is.false_negatives <> coalesce(deals.false_negatives, 0)
    or as_is.won_deals_gained + as_is.won_deals_lost <> 0
