select
    lead_id,
    survivor_id,
    email,
    first_name,
    last_name,
    company_name,
    company_domain,
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
    created_at,
    updated_at,
    loaded_at
from {{ ref('base_leads') }}
where row_fate = 'staged'
