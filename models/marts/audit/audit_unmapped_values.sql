-- what passed through because no mapping names it, and the rejections without a reason from the list
with

profiles as (
    select * from {{ ref('int_lead_profiles') }}
),

unmapped as (
    {% for field, mapping, key in [
        ('industry', 'industry_mapping', 'raw_value'), ('lead_source', 'lead_source_mapping', 'raw_value'), ('country', 'countries', 'name'),
    ] -%}
    select distinct
        'leads' as table_name,
        '{{ field }}' as column_name,
        lower(trim(profiles.{{ field }})) as raw_value,
        profiles.lead_key
    from profiles
    left join {{ ref(mapping) }} as mapping on lower(trim(profiles.{{ field }})) = mapping.{{ key }}
    where profiles.{{ field }} is not null and mapping.{{ key }} is null
    union all
    {% endfor -%}
    select
        'channel_costs' as table_name,
        'lead_source' as column_name,
        costs.raw_lead_source as raw_value,
        null as lead_key
    from {{ ref('base_channel_costs') }} as costs
    left join {{ ref('lead_source_mapping') }} as mapping on costs.raw_lead_source = mapping.raw_value
    where costs.row_fate = 'staged' and mapping.raw_value is null
    union all
    select
        'lead_decisions' as table_name,
        'rejection_reason' as column_name,
        coalesce(raw_rejection_reason, '') as raw_value,
        null as lead_key
    from {{ ref('stg_lead_decisions') }}
    where rejection_reason = 'unspecified' and coalesce(raw_rejection_reason, '') <> 'unspecified'
)

select
    table_name,
    column_name,
    raw_value,
    cast(count(*) as {{ dbt.type_bigint() }}) as value_rows
from unmapped
group by table_name, column_name, raw_value
