select
    activity_id,
    lead_id,
    rep_id,
    channel,
    direction,
    occurred_at,
    loaded_at
from {{ ref('base_sales_activities') }}
where row_fate = 'staged'
