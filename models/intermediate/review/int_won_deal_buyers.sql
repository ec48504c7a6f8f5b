-- who bought: the primary contact, or else the contact that was known first; seen in the instant before the deal was opened
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
        won_deals.created_epoch,
        won_deals.closed_epoch,
        contacts.lead_key,
        contacts.is_primary,
        leads.known_epoch,
        row_number() over (
            partition by won_deals.opportunity_id
            order by case when contacts.is_primary then 0 else 1 end, leads.known_epoch, leads.lead_id
        ) as choice
    from won_deals
    inner join {{ ref('int_opportunity_contacts') }} as contacts on won_deals.opportunity_id = contacts.opportunity_id
    inner join leads on contacts.lead_key = leads.lead_key
    where leads.known_epoch <= won_deals.closed_epoch
)

select
    opportunity_id,
    lead_key,
    is_primary,
    created_epoch,
    closed_epoch,
    greatest(created_epoch - 1, known_epoch) as look_epoch
from contacts
where choice = 1
