with

primary_contacts as (
    select
        opportunity_id,
        lead_id,
        2 as primacy
    from {{ ref('stg_opportunities') }}
    where lead_id is not null
),

contact_roles as (
    select
        opportunity_contacts.opportunity_id,
        opportunity_contacts.lead_id,
        case when opportunity_contacts.is_primary then 1 else 0 end as primacy
    from {{ ref('stg_opportunity_contacts') }} as opportunity_contacts
    inner join {{ ref('stg_opportunities') }} as opportunities
        on opportunity_contacts.opportunity_id = opportunities.opportunity_id
),

contacts as (
    select * from primary_contacts
    union all
    select * from contact_roles
),

of_leads as (
    select
        contacts.opportunity_id,
        aliases.lead_key,
        max(contacts.primacy) as primacy
    from contacts
    inner join {{ ref('int_lead_aliases') }} as aliases on contacts.lead_id = aliases.lead_id
    group by contacts.opportunity_id, aliases.lead_key
),

ranked as (
    select
        of_leads.*,
        leads.lead_id,
        row_number() over (partition by of_leads.opportunity_id order by of_leads.primacy desc, leads.lead_id asc) as contact_number
    from of_leads
    inner join {{ ref('int_leads') }} as leads on of_leads.lead_key = leads.lead_key
)

select
    opportunity_id,
    lead_key,
    lead_id,
    contact_number = 1 and primacy > 0 as is_primary
from ranked
