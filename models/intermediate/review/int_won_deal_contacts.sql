-- whom the closed-won analysis looks at: the lead of the sourcing MQL, at the MQL; without one the buyer, just before the deal
with

won_deals as (
    select * from {{ ref('int_opportunities') }}
    where is_won and is_new_business
),

sourcing as (
    select * from {{ ref('int_mqls') }}
    where is_sourcing
)

select
    won_deals.opportunity_id,
    definitions.definition_key,
    won_deals.created_epoch,
    won_deals.closed_epoch,
    won_deals.amount_usd,
    sourcing.mql_epoch,
    sourcing.trigger_id,
    sourcing.tier,
    coalesce(sourcing.lead_key, buyers.lead_key) as lead_key,
    coalesce(sourcing.mql_epoch, buyers.look_epoch) as look_epoch,
    case
        when sourcing.lead_key is not null then 'sourcing_mql'
        when buyers.is_primary then 'primary_contact'
        when buyers.lead_key is not null then 'first_known_contact'
    end as contact_kind
from won_deals
cross join {{ ref('stg_definitions') }} as definitions
left join sourcing
    on won_deals.opportunity_id = sourcing.opportunity_id and definitions.definition_key = sourcing.definition_key
left join {{ ref('int_won_deal_buyers') }} as buyers on won_deals.opportunity_id = buyers.opportunity_id
