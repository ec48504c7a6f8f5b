with

opportunities as (
    select * from {{ ref('stg_opportunities') }}
),

stages as (
    select
        lower(trim(stage)) as stage,
        is_won,
        is_closed
    from {{ ref('opportunity_stages') }}
),

judged as (
    select
        opportunities.*,
        coalesce(
            opportunities.is_closed,
            case when opportunities.is_won then true end,
            stages.is_closed,
            opportunities.closed_at is not null
        ) as is_marked_closed,
        coalesce(opportunities.is_won, stages.is_won, false) as is_marked_won
    from opportunities
    left join stages on opportunities.stage = stages.stage
),

-- with a closing after as_of the deal is open, whatever its stage says
closed as (
    select
        opportunity_id,
        coalesce(closed_at, updated_at, created_at) as closed_at,
        is_marked_won
    from judged
    where is_marked_closed and coalesce(closed_at, updated_at, created_at) <= {{ as_of() }}
),

primary_contacts as (
    select * from {{ ref('int_opportunity_contacts') }}
    where is_primary
),

companies as (
    select
        companies.lead_key,
        companies.company_domain,
        companies.valid_from,
        companies.valid_to,
        leads.known_epoch
    from {{ ref('int_lead_companies') }} as companies
    inner join {{ ref('int_leads') }} as leads on companies.lead_key = leads.lead_key
),

-- of a contact that became known only after the opening, the first company known of it
companies_at_opening as (
    select
        judged.opportunity_id,
        companies.company_domain
    from judged
    inner join primary_contacts on judged.opportunity_id = primary_contacts.opportunity_id
    inner join companies
        on
            primary_contacts.lead_key = companies.lead_key
            and greatest({{ epoch_seconds('judged.created_at') }}, companies.known_epoch) >= companies.valid_from
            and greatest({{ epoch_seconds('judged.created_at') }}, companies.known_epoch) < companies.valid_to
)

select
    judged.opportunity_id,
    judged.opportunity_type,
    judged.opportunity_type = 'new_business' as is_new_business,
    judged.sourced_by,
    judged.stage,
    judged.amount_usd,
    judged.owner_id,
    primary_contacts.lead_key as primary_lead_key,
    coalesce(judged.company_domain, companies_at_opening.company_domain) as company_domain,
    judged.created_at,
    closed.closed_at,
    {{ epoch_seconds('judged.created_at') }} as created_epoch,
    {{ epoch_seconds('closed.closed_at') }} as closed_epoch,
    closed.closed_at is not null and closed.is_marked_won as is_won,
    closed.closed_at is not null and not closed.is_marked_won as is_lost
from judged
left join closed on judged.opportunity_id = closed.opportunity_id
left join primary_contacts on judged.opportunity_id = primary_contacts.opportunity_id
left join companies_at_opening on judged.opportunity_id = companies_at_opening.opportunity_id
