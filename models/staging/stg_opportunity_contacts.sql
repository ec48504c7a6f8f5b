select
    opportunity_id,
    lead_id,
    role,
    is_primary,
    loaded_at
from {{ ref('base_opportunity_contacts') }}
where row_fate = 'staged'
