-- when each lead reached a stage by a new-business deal of which it is a contact, whether or not an MQL led to it
with

deals as (
    select
        contacts.lead_key,
        opportunities.created_epoch,
        opportunities.closed_epoch,
        opportunities.is_won
    from {{ ref('int_opportunities') }} as opportunities
    inner join {{ ref('int_opportunity_contacts') }} as contacts on opportunities.opportunity_id = contacts.opportunity_id
    where opportunities.is_new_business
)

select
    lead_key,
    'opportunity' as status,
    created_epoch as at_epoch
from deals
union
select
    lead_key,
    case when is_won then 'customer' else 'lost' end as status,
    closed_epoch as at_epoch
from deals
where closed_epoch is not null
