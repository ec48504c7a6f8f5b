with

opportunities as (
    select * from {{ ref('int_opportunities') }}
),

definitions as (
    select * from {{ ref('stg_definitions') }}
),

leads as (
    select * from {{ ref('int_leads') }}
),

mqls as (
    select * from {{ ref('int_mqls') }}
),

contacts as (
    select * from {{ ref('int_opportunity_contacts') }}
),

contact_counts as (
    select
        opportunity_id,
        count(*) as contacts
    from contacts
    group by opportunity_id
),

opportunity_mqls as (
    select * from {{ ref('int_opportunity_mqls') }}
),

sourcing as (
    select * from mqls
    where is_sourcing
),

false_negatives as (
    select * from {{ ref('int_false_negatives') }}
)

select
    opportunities.opportunity_id,
    definitions.definition_id,
    definitions.version,
    opportunities.opportunity_type,
    opportunities.sourced_by,
    opportunities.stage,
    opportunities.company_domain,
    primary_leads.lead_id as primary_lead_id,
    opportunities.owner_id,
    opportunities.created_at,
    {{ local_date('opportunities.created_at') }} as created_on,
    opportunities.closed_at,
    {{ local_date('opportunities.closed_at') }} as closed_on,
    opportunities.is_won,
    opportunities.is_lost,
    opportunities.amount_usd,
    cast(coalesce(contact_counts.contacts, 0) as {{ dbt.type_int() }}) as contacts,
    cast(coalesce(opportunity_mqls.mqls_before, 0) as {{ dbt.type_int() }}) as mqls_before,
    sourcing_leads.lead_id as sourcing_lead_id,
    cast(sourcing.cycle_number as {{ dbt.type_int() }}) as sourcing_cycle_number,
    {{ timestamp_at('sourcing.mql_epoch') }} as sourcing_mql_at,
    {{ days_of('opportunities.created_epoch - sourcing.mql_epoch') }} as mql_to_opportunity_days,
    {{ days_of('opportunities.created_epoch - opportunity_mqls.first_mql_epoch') }} as first_mql_to_opportunity_days,
    {{ days_of('opportunities.closed_epoch - opportunities.created_epoch') }} as opportunity_to_closed_days,
    coalesce(false_negatives.reason <> 'out_of_scope', false) as is_false_negative,
    false_negatives.reason as false_negative_reason
from opportunities
cross join definitions
left join leads as primary_leads on opportunities.primary_lead_key = primary_leads.lead_key
left join contact_counts on opportunities.opportunity_id = contact_counts.opportunity_id
left join opportunity_mqls
    on
        opportunities.opportunity_id = opportunity_mqls.opportunity_id
        and definitions.definition_key = opportunity_mqls.definition_key
left join sourcing
    on opportunities.opportunity_id = sourcing.opportunity_id and definitions.definition_key = sourcing.definition_key
left join leads as sourcing_leads on sourcing.lead_key = sourcing_leads.lead_key
left join false_negatives
    on
        opportunities.opportunity_id = false_negatives.opportunity_id
        and definitions.definition_key = false_negatives.definition_key
