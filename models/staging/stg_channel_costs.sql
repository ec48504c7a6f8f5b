with

costs as (
    select * from {{ ref('base_channel_costs') }}
    where row_fate = 'staged'
),

lead_source_mapping as (
    select * from {{ ref('lead_source_mapping') }}
)

select
    costs.month_on,
    coalesce(lead_source_mapping.lead_source, costs.raw_lead_source) as lead_source,
    costs.cost_usd,
    costs.loaded_at
from costs
left join lead_source_mapping on costs.raw_lead_source = lead_source_mapping.raw_value
