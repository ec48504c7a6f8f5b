{{ config(materialized='incremental', incremental_strategy='replace_profiles') }}

with

profiles as (
    select * from {{ ref('int_lead_profiles') }}
    where {{ is_profile_at_work() }}
),

numbers as (
    select
        profiles.*,
        {{ to_number('employee_count') }} as employees,
        {{ to_number('annual_revenue') }} as revenue_usd,
        {{ to_number('stated_budget') }} as budget_usd
    from profiles
),

competitors as (
    select distinct lower(trim(domain)) as company_domain
    from {{ ref('competitor_domains') }}
)

select
    numbers.lead_key,
    numbers.valid_from,
    numbers.valid_to,
    numbers.employees as employee_count,
    numbers.revenue_usd as annual_revenue,
    numbers.budget_usd as stated_budget,
    coalesce(industries.industry, lower(trim(numbers.industry))) as industry,
    coalesce(lead_sources.lead_source, lower(trim(numbers.lead_source))) as lead_source,
    lower(trim(numbers.job_title)) as job_title,
    lower(trim(numbers.stated_timeline)) as stated_timeline,
    coalesce(countries.country, lower(trim(numbers.country))) as country,
    countries.region,
    titles.seniority,
    titles.job_function,
    segments.segment,
    case when trim(replace(numbers.technologies, '|', ' ')) <> '' then lower(trim(numbers.technologies)) end as technology,
    case when numbers.email is not null then coalesce(domains.email_kind, 'invalid') end as email_kind,
    companies.company_domain,
    case when companies.company_domain is not null then competitors.company_domain is not null end as is_competitor,
    coalesce(titles.is_student, false) or coalesce(domains.email_kind = 'student', false) as is_student,
    coalesce(titles.is_job_seeker, false) as is_job_seeker,
    coalesce(titles.is_consultant, false) as is_consultant,
    nullif(trim(numbers.stated_use_case), '') is not null as has_use_case
from numbers
inner join {{ ref('int_lead_companies') }} as companies
    on numbers.lead_key = companies.lead_key and numbers.valid_from = companies.valid_from
left join competitors on companies.company_domain = competitors.company_domain
left join {{ ref('int_title_readings') }} as titles on lower(trim(numbers.job_title)) = titles.job_title
left join {{ ref('int_email_readings') }} as domains on numbers.email_domain = domains.email_domain
left join {{ ref('industry_mapping') }} as industries on lower(trim(numbers.industry)) = industries.raw_value
left join {{ ref('lead_source_mapping') }} as lead_sources on lower(trim(numbers.lead_source)) = lead_sources.raw_value
left join {{ ref('countries') }} as countries on lower(trim(numbers.country)) = countries.name
left join {{ ref('segments') }} as segments
    on
        numbers.employees >= segments.employees_from
        and (segments.employees_to is null or floor(numbers.employees) <= segments.employees_to)
