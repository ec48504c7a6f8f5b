{{ config(materialized='incremental', incremental_strategy='replace_profiles') }}

with

profiles as (
    select * from {{ ref('int_lead_profiles') }}
    where {{ is_profile_at_work() }}
),

domains as (
    select * from {{ ref('int_email_readings') }}
)

select
    profiles.lead_key,
    profiles.valid_from,
    profiles.valid_to,
    coalesce(
        lower(trim(profiles.company_domain)),
        case when domains.email_kind = 'corporate' then domains.email_domain end
    ) as company_domain
from profiles
left join domains on profiles.email_domain = domains.email_domain
