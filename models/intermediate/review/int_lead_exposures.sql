-- how long each lead could show a signal: until its first new-business deal was opened, for what comes after is no sign of it, or until now
with

first_deals as (
    select
        contacts.lead_key,
        min(opportunities.created_epoch) as opened_epoch
    from {{ ref('int_opportunity_contacts') }} as contacts
    inner join {{ ref('int_opportunities') }} as opportunities on contacts.opportunity_id = opportunities.opportunity_id
    where opportunities.is_new_business
    group by contacts.lead_key
),

-- one lead a won deal: its contacts are not independent of one another
winners as (
    select distinct lead_key
    from {{ ref('int_won_deal_buyers') }}
)

select
    leads.lead_key,
    leads.known_epoch,
    coalesce(first_deals.opened_epoch, {{ as_of_epoch() }}) as exit_epoch,
    coalesce(first_deals.opened_epoch, {{ as_of_epoch() }}) - leads.known_epoch as exit_age,
    winners.lead_key is not null as is_won
from {{ ref('int_leads') }} as leads
left join first_deals on leads.lead_key = first_deals.lead_key
left join winners on leads.lead_key = winners.lead_key
where coalesce(first_deals.opened_epoch, {{ as_of_epoch() }}) > leads.known_epoch
