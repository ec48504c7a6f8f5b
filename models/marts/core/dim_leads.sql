with

leads as (
    select * from {{ ref('int_leads') }}
),

own_rows as (
    select * from {{ ref('stg_leads') }}
),

profiles as (
    select * from {{ ref('int_lead_profiles') }}
    where valid_from <= {{ as_of_epoch() }} and valid_to > {{ as_of_epoch() }}
),

readings as (
    select * from {{ ref('int_lead_readings') }}
    where valid_from <= {{ as_of_epoch() }} and valid_to > {{ as_of_epoch() }}
),

-- few are customers or have a deal, and few have had a lead merged into them
flags as (
    select
        lead_key,
        max(case when attribute = 'is_customer' then 1 else 0 end) = 1 as is_customer,
        max(case when attribute = 'has_open_opportunity' then 1 else 0 end) = 1 as has_open_opportunity
    from {{ ref('int_lead_flags') }}
    where flag and valid_from <= {{ as_of_epoch() }} and valid_to > {{ as_of_epoch() }}
    group by lead_key
),

owners as (
    select * from {{ ref('int_lead_owners') }}
    where valid_from <= {{ as_of_epoch() }} and valid_to > {{ as_of_epoch() }}
),

merged as (
    select
        lead_key,
        count(*) - 1 as merged_leads
    from {{ ref('int_lead_aliases') }}
    group by lead_key
    having count(*) > 1
)

-- every lead has a profile now: joined from the left, so that planners, who take what holds now for rare, do not begin with it
select
    leads.lead_id,
    {{ shown('lower(profiles.email)') }} as email,
    {{ shown('own_rows.first_name') }} as first_name,
    {{ shown('own_rows.last_name') }} as last_name,
    own_rows.company_name,
    readings.company_domain,
    readings.job_title,
    readings.seniority,
    readings.job_function,
    readings.industry,
    readings.employee_count,
    readings.segment,
    readings.annual_revenue as annual_revenue_usd,
    readings.country,
    readings.region,
    readings.technology as technologies,
    readings.lead_source,
    readings.email_kind,
    readings.stated_timeline,
    readings.stated_budget as stated_budget_usd,
    readings.has_use_case,
    readings.is_competitor,
    readings.is_student,
    readings.is_job_seeker,
    readings.is_consultant,
    coalesce(flags.is_customer, false) as is_customer,
    coalesce(flags.has_open_opportunity, false) as has_open_opportunity,
    owners.owner_id,
    cast(coalesce(merged.merged_leads, 0) as {{ dbt.type_int() }}) as merged_leads,
    leads.known_at,
    {{ local_date('leads.known_at') }} as known_on
from leads
inner join own_rows on leads.lead_id = own_rows.lead_id
left join profiles on leads.lead_key = profiles.lead_key
left join readings on leads.lead_key = readings.lead_key
left join flags on leads.lead_key = flags.lead_key
left join merged on leads.lead_key = merged.lead_key
left join owners on leads.lead_key = owners.lead_key
