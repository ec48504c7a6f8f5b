-- what the funnel's figures count of each new-business deal
with

deals as (
    select
        opportunity_id,
        created_epoch,
        closed_epoch,
        {{ local_date('created_at') }} as created_on,
        {{ local_date('closed_at') }} as closed_on,
        is_won,
        is_lost,
        amount_usd
    from {{ ref('int_opportunities') }}
    where is_new_business
),

measures as (
    select * from {{ ref('int_mql_measures') }}
),

sourcing as (
    select * from measures
    where sourced_opportunity_id is not null
),

-- a deal that an MQL preceded, but that is not the first deal of any, is its earliest MQL's
preceding as (
    select
        opportunity_mqls.opportunity_id,
        measures.definition_key,
        measures.lead_source
    from {{ ref('int_opportunity_mqls') }} as opportunity_mqls
    inner join measures
        on
            opportunity_mqls.first_mql_lead_key = measures.lead_key
            and opportunity_mqls.definition_key = measures.definition_key
            and opportunity_mqls.first_mql_epoch = measures.mql_epoch
)

select
    deals.*,
    definitions.definition_key,
    preceding.opportunity_id is not null as has_mql_before,
    sourcing.sourced_opportunity_id is not null as is_sourced,
    coalesce(sourcing.lead_source, preceding.lead_source) as lead_source,
    false_negatives.reason as false_negative_reason
from deals
cross join {{ ref('stg_definitions') }} as definitions
left join sourcing
    on deals.opportunity_id = sourcing.sourced_opportunity_id and definitions.definition_key = sourcing.definition_key
left join preceding
    on deals.opportunity_id = preceding.opportunity_id and definitions.definition_key = preceding.definition_key
left join {{ ref('int_false_negatives') }} as false_negatives
    on deals.opportunity_id = false_negatives.opportunity_id and definitions.definition_key = false_negatives.definition_key
