-- of each lead that sales spoke of or won: its first word, and its first won new-business deal
with

wins as (
    select
        contacts.lead_key,
        min(opportunities.closed_epoch) as won_epoch
    from {{ ref('int_opportunities') }} as opportunities
    inner join {{ ref('int_opportunity_contacts') }} as contacts on opportunities.opportunity_id = contacts.opportunity_id
    where opportunities.is_new_business and opportunities.is_won
    group by contacts.lead_key
),

first_words as (
    select
        lead_key,
        case when decision = 'rejected' then 0 else 1 end as is_accepted
    from {{ ref('int_decisions') }}
    where decision_number = 1
)

select
    leads.lead_key,
    first_words.is_accepted,
    wins.won_epoch,
    {{ days_of('wins.won_epoch - leads.known_epoch') }} as known_to_won_days
from {{ ref('int_leads') }} as leads
left join wins on leads.lead_key = wins.lead_key
left join first_words on leads.lead_key = first_words.lead_key
where wins.lead_key is not null or first_words.lead_key is not null
