-- the deals that can move a restated lead's status: those it is a contact of, and those of its companies
with

people as (
    select * from {{ ref('int_restated_leads') }}
),

companies as (
    select distinct
        people.lead_id,
        companies.company_domain
    from people
    inner join {{ ref('int_lead_companies') }} as companies on people.lead_key = companies.lead_key
    where companies.company_domain is not null
),

deals as (
    select distinct
        opportunity_id,
        lead_id,
        company_domain
    from {{ ref('base_opportunities') }}
    where opportunity_id is not null
)

select
    people.lead_id,
    deals.opportunity_id
from deals
inner join people on deals.lead_id = people.raw_lead_id
union
select
    people.lead_id,
    contacts.opportunity_id
from {{ ref('base_opportunity_contacts') }} as contacts
inner join people on contacts.lead_id = people.raw_lead_id
union
select
    companies.lead_id,
    deals.opportunity_id
from deals
inner join companies on deals.company_domain = companies.company_domain
