{% set keys = {
    'leads': 'lead_id', 'events': 'event_id', 'opportunities': 'opportunity_id', 'opportunity_contacts': 'row_key',
    'sales_activities': 'activity_id', 'lead_decisions': 'decision_id', 'lead_changes': 'row_key', 'accounts': 'company_domain',
    'channel_costs': 'row_key',
} %}

{% for table, key in keys.items() -%}
select
    '{{ table }}' as table_name,
    {{ key }} as row_key,
    quarantine_reason as reason,
    raw_row
from {{ ref('base_' ~ table) }}
where row_fate = 'quarantined'
{{ 'union all' if not loop.last }}
{% endfor -%}
