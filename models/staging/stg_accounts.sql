select
    company_domain,
    customer_since_at,
    churned_at,
    owner_id,
    loaded_at
from {{ ref('base_accounts') }}
where row_fate = 'staged'
