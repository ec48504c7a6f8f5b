-- leads by where they came from when they became known, and how many of them ever became an MQL
with

leads as (
    select
        leads.lead_key,
        coalesce(readings.lead_source, 'missing') as lead_source
    from {{ ref('int_leads') }} as leads
    left join {{ ref('int_lead_readings') }} as readings
        on
            leads.lead_key = readings.lead_key
            and leads.known_epoch >= readings.valid_from
            and leads.known_epoch < readings.valid_to
),

known as (
    select
        lead_source,
        count(*) as leads
    from leads
    group by lead_source
),

became_mqls as (
    select
        measures.definition_key,
        leads.lead_source,
        count(measures.first_mql_epoch) as leads
    from {{ ref('int_mql_measures') }} as measures
    inner join leads on measures.lead_key = leads.lead_key
    group by measures.definition_key, leads.lead_source
)

select
    definitions.definition_key,
    known.lead_source,
    known.leads,
    coalesce(became_mqls.leads, 0) as leads_with_mql
from known
cross join {{ ref('stg_definitions') }} as definitions
left join became_mqls
    on known.lead_source = became_mqls.lead_source and definitions.definition_key = became_mqls.definition_key
