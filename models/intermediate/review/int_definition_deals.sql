-- the deals that each definition sourced, those that closed after its MQLs, those it saw coming and those it missed
with

definitions as (
    select definition_key
    from {{ ref('stg_definitions') }}
),

sourced as (
    select
        definition_key,
        count(*) as deals,
        count(won_epoch) as won_deals,
        count(lost_epoch) as lost_deals,
        sum(case when won_epoch is not null then amount_usd end) as won_usd
    from {{ ref('int_mqls') }}
    where is_sourcing
    group by definition_key
),

closed_after_mqls as (
    select
        mqls.definition_key,
        count(*) as deals,
        sum(case when deals.is_won then 1 else 0 end) as won_deals
    from {{ ref('int_opportunity_mqls') }} as mqls
    inner join {{ ref('int_opportunities') }} as deals on mqls.opportunity_id = deals.opportunity_id
    where deals.is_new_business and deals.closed_epoch is not null
    group by mqls.definition_key
),

first_mqls_of_deals as (
    select
        people.opportunity_id,
        mqls.definition_key,
        people.created_epoch,
        min(mqls.mql_epoch) as mql_epoch
    from {{ ref('int_won_deal_people') }} as people
    inner join {{ ref('int_mqls') }} as mqls on people.lead_key = mqls.lead_key and people.closed_epoch >= mqls.mql_epoch
    group by people.opportunity_id, mqls.definition_key, people.created_epoch
),

foreseen as (
    select
        definition_key,
        count(*) as deals,
        percentile_cont(0.5) within group (order by {{ days_of('created_epoch - mql_epoch') }}) as median_lead_days
    from first_mqls_of_deals
    group by definition_key
),

missed as (
    select
        definition_key,
        count(*) as deals
    from {{ ref('int_false_negatives') }}
    where reason <> 'out_of_scope'
    group by definition_key
)

select
    definitions.definition_key,
    coalesce(sourced.deals, 0) as sourced_deals,
    coalesce(sourced.won_deals, 0) as sourced_won_deals,
    coalesce(sourced.won_deals + sourced.lost_deals, 0) as sourced_closed_deals,
    coalesce(sourced.won_usd, 0) as sourced_won_usd,
    coalesce(closed_after_mqls.deals, 0) as deals_closed,
    coalesce(closed_after_mqls.won_deals, 0) as deals_won,
    coalesce(foreseen.deals, 0) as won_deals_with_mql,
    foreseen.median_lead_days,
    coalesce(missed.deals, 0) as false_negatives
from definitions
left join sourced on definitions.definition_key = sourced.definition_key
left join closed_after_mqls on definitions.definition_key = closed_after_mqls.definition_key
left join foreseen on definitions.definition_key = foreseen.definition_key
left join missed on definitions.definition_key = missed.definition_key
