select
    opportunity_id,
    lead_id,
    company_domain,
    opportunity_type,
    sourced_by,
    created_at,
    stage,
    is_won,
    is_closed,
    closed_at,
    amount_usd,
    owner_id,
    updated_at,
    loaded_at
from {{ ref('base_opportunities') }}
where row_fate = 'staged'
