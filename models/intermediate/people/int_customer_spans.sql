with

accounts as (
    select
        company_domain,
        {{ epoch_seconds('customer_since_at') }} as began_epoch,
        {{ epoch_seconds('churned_at') }} as churned_epoch
    from {{ ref('stg_accounts') }}
),

won_deals as (
    select
        company_domain,
        closed_epoch as began_epoch
    from {{ ref('int_opportunities') }}
    where is_won and is_new_business and company_domain is not null
),

memberships as (
    select
        company_domain,
        began_epoch
    from accounts
    where began_epoch is not null
    union all
    select
        company_domain,
        began_epoch
    from won_deals
)

-- a churn ends every membership begun before it
select
    memberships.company_domain,
    memberships.began_epoch as valid_from,
    coalesce(
        min(case when accounts.churned_epoch > memberships.began_epoch then accounts.churned_epoch end),
        {{ end_of_time() }}
    ) as valid_to
from memberships
left join accounts on memberships.company_domain = accounts.company_domain
group by memberships.company_domain, memberships.began_epoch
