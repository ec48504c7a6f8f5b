{{ config(materialized='view') }}

with

versions as (
    select * from {{ ref('base_lead_versions') }}
),

merged_leads as (
    select * from {{ ref('base_lead_merges') }}
),

cast_rows as (
    select
        versions.*,
        lower(versions.known_email) as email,
        {{ to_number('versions.known_employee_count') }} as employee_count,
        {{ to_number('versions.known_annual_revenue') }} as annual_revenue,
        {{ to_number('versions.known_stated_budget') }} as stated_budget,
        coalesce(merged_leads.survivor_id, versions.lead_id) as survivor_id,
        case
            when versions.row_quarantine_reason is not null then versions.row_quarantine_reason
            when merged_leads.is_in_cycle and versions.version_rank = 1 then 'merged_into runs in a circle'
        end as quarantine_reason
    from versions
    left join merged_leads on versions.lead_id = merged_leads.lead_id
)

select
    lead_id,
    survivor_id,
    email,
    first_name,
    last_name,
    company_name,
    lower(company_domain) as company_domain,
    job_title,
    industry,
    employee_count,
    annual_revenue,
    country,
    technologies,
    lead_source,
    stated_timeline,
    stated_budget,
    stated_use_case,
    owner_id,
    merged_into,
    created_at,
    updated_at,
    loaded_at,
    {{ uncast_columns({
        'known_employee_count': 'employee_count',
        'known_annual_revenue': 'annual_revenue',
        'known_stated_budget': 'stated_budget',
    }, with_housekeeping=false) }} || uncast_housekeeping as uncast_columns,
    quarantine_reason,
    raw_row,
    version_rank,
    {{ row_fate('created_at > ' ~ as_of()) }} as row_fate
from cast_rows
