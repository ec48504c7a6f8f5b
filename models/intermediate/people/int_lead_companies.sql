with

profiles as (
    select * from {{ ref('int_lead_profiles') }}
),

emails as (
    select * from {{ ref('int_email_readings') }}
)

select
    profiles.lead_key,
    profiles.valid_from,
    profiles.valid_to,
    coalesce(
        lower(trim(profiles.company_domain)),
        case when emails.email_kind = 'corporate' then emails.email_domain end
    ) as company_domain
from profiles
left join emails on lower(trim(profiles.email)) = emails.email
