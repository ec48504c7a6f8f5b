-- the first new-business deal opened in the span of each MQL, and which MQL of a deal sourced it
with

deals as (
    select
        contacts.lead_key,
        contacts.lead_id,
        opportunities.opportunity_id,
        opportunities.created_epoch,
        opportunities.closed_epoch,
        opportunities.is_won,
        opportunities.is_lost,
        opportunities.amount_usd
    from {{ ref('int_opportunities') }} as opportunities
    inner join {{ ref('int_opportunity_contacts') }} as contacts on opportunities.opportunity_id = contacts.opportunity_id
    where opportunities.is_new_business
),

ranked as (
    select
        cycles.lead_key,
        cycles.definition_key,
        cycles.mql_epoch,
        deals.lead_id,
        deals.opportunity_id,
        deals.created_epoch,
        deals.closed_epoch,
        deals.is_won,
        deals.is_lost,
        deals.amount_usd,
        row_number() over (
            partition by cycles.lead_key, cycles.definition_key, cycles.mql_epoch
            order by deals.created_epoch, deals.opportunity_id
        ) as deal_number
    from {{ ref('int_evaluated_cycles') }} as cycles
    inner join deals
        on
            cycles.lead_key = deals.lead_key
            and cycles.mql_epoch <= deals.created_epoch
            and cycles.span_ends_epoch > deals.created_epoch
),

sourced as (
    select
        ranked.*,
        row_number() over (partition by definition_key, opportunity_id order by mql_epoch, lead_id) = 1 as is_sourcing
    from ranked
    where deal_number = 1
)

select
    lead_key,
    definition_key,
    mql_epoch,
    opportunity_id,
    created_epoch as opportunity_epoch,
    case when is_won then closed_epoch end as won_epoch,
    case when is_lost then closed_epoch end as lost_epoch,
    is_sourcing,
    case when is_sourcing then amount_usd end as amount_usd
from sourced
