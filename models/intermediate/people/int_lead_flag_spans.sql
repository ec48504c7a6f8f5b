with

contacts as (
    select * from {{ ref('int_opportunity_contacts') }}
),

opportunities as (
    select * from {{ ref('int_opportunities') }}
),

companies as (
    select * from {{ ref('int_lead_companies') }}
),

customers as (
    select
        companies.lead_key,
        'is_customer' as attribute,
        greatest(companies.valid_from, customer_spans.valid_from) as valid_from,
        least(companies.valid_to, customer_spans.valid_to) as valid_to
    from companies
    inner join {{ ref('int_customer_spans') }} as customer_spans
        on
            companies.company_domain = customer_spans.company_domain
            and companies.valid_from < customer_spans.valid_to
            and companies.valid_to > customer_spans.valid_from
),

-- without a company, a person is a customer by the deals it signed
customers_without_company as (
    select
        companies.lead_key,
        'is_customer' as attribute,
        greatest(companies.valid_from, opportunities.closed_epoch) as valid_from,
        companies.valid_to
    from companies
    inner join contacts on companies.lead_key = contacts.lead_key
    inner join opportunities on contacts.opportunity_id = opportunities.opportunity_id
    where
        companies.company_domain is null
        and opportunities.is_won
        and opportunities.is_new_business
        and opportunities.closed_epoch < companies.valid_to
),

open_deals as (
    select
        contacts.lead_key,
        'has_open_opportunity' as attribute,
        opportunities.created_epoch as valid_from,
        coalesce(opportunities.closed_epoch, {{ end_of_time() }}) as valid_to
    from contacts
    inner join opportunities on contacts.opportunity_id = opportunities.opportunity_id
)

select * from customers
union all
select * from customers_without_company
union all
select * from open_deals
where valid_to > valid_from
