-- the deals of the MQLs of the definitions themselves, without those of their variants
select
    opportunities.lead_key,
    opportunities.definition_key,
    opportunities.mql_epoch,
    opportunities.opportunity_id,
    opportunities.opportunity_epoch,
    opportunities.won_epoch,
    opportunities.lost_epoch,
    opportunities.is_sourcing,
    opportunities.amount_usd
from {{ ref('int_evaluated_opportunities') }} as opportunities
inner join {{ ref('stg_definitions') }} as definitions on opportunities.definition_key = definitions.definition_key
