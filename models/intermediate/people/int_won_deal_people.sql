-- the people of a won deal: its contacts, and the leads of its company, known by its closing
with

won_deals as (
    select * from {{ ref('int_opportunities') }}
    where is_won and is_new_business
),

leads as (
    select * from {{ ref('int_leads') }}
),

contacts as (
    select
        won_deals.opportunity_id,
        contacts.lead_key
    from won_deals
    inner join {{ ref('int_opportunity_contacts') }} as contacts on won_deals.opportunity_id = contacts.opportunity_id
),

colleagues as (
    select
        won_deals.opportunity_id,
        companies.lead_key
    from won_deals
    inner join {{ ref('int_lead_companies') }} as companies
        on
            won_deals.company_domain = companies.company_domain
            and won_deals.closed_epoch >= companies.valid_from
            and won_deals.closed_epoch < companies.valid_to
),

people as (
    select * from contacts
    union
    select * from colleagues
)

select
    people.opportunity_id,
    people.lead_key,
    won_deals.created_epoch,
    won_deals.closed_epoch
from people
inner join won_deals on people.opportunity_id = won_deals.opportunity_id
inner join leads on people.lead_key = leads.lead_key
where leads.known_epoch <= won_deals.closed_epoch
