-- every raw row, whatever its fate, that speaks of a restated lead: its time, and when it landed
{% set by_lead = {
    'events': ('event_id', 'occurred_at'), 'sales_activities': ('activity_id', 'occurred_at'),
    'lead_decisions': ('decision_id', 'decided_at'), 'lead_changes': ('row_key', 'changed_at'),
    'opportunity_contacts': ('row_key', "cast(null as timestamp)"),
} %}

with

people as (
    select * from {{ ref('int_restated_leads') }}
)

select
    people.lead_id,
    'leads' as table_name,
    base_rows.lead_id as row_key,
    base_rows.created_at as row_at,
    coalesce(base_rows.loaded_at, base_rows.updated_at) as landed_at,
    case
        when base_rows.row_fate = 'staged' and base_rows.survivor_id <> base_rows.lead_id then 'merged' else base_rows.row_fate
    end as row_fate
from {{ ref('base_leads') }} as base_rows
inner join people on base_rows.lead_id = people.raw_lead_id
{% for table, (key, time) in by_lead.items() -%}
union all
select
    people.lead_id,
    '{{ table }}' as table_name,
    base_rows.{{ key ~ ('' if key == 'row_key' else ' as row_key') }},
    {{ time if 'cast' in time else 'base_rows.' ~ time }} as row_at,
    base_rows.loaded_at as landed_at,
    base_rows.row_fate
from {{ ref('base_' ~ table) }} as base_rows
inner join people on base_rows.lead_id = people.raw_lead_id
{% endfor -%}
union all
-- what its devices did without a name
select
    people.lead_id,
    'events' as table_name,
    base_rows.event_id as row_key,
    base_rows.occurred_at as row_at,
    base_rows.loaded_at as landed_at,
    base_rows.row_fate
from {{ ref('base_events') }} as base_rows
inner join {{ ref('int_identity_spans') }} as devices
    on
        base_rows.anonymous_id = devices.anonymous_id
        and {{ epoch_seconds('base_rows.occurred_at') }} >= devices.valid_from
        and {{ epoch_seconds('base_rows.occurred_at') }} < devices.valid_to
inner join people on devices.lead_key = people.lead_key and people.lead_id = people.raw_lead_id
where base_rows.lead_id is null
union all
select
    deals.lead_id,
    'opportunities' as table_name,
    base_rows.opportunity_id as row_key,
    base_rows.created_at as row_at,
    coalesce(base_rows.loaded_at, base_rows.updated_at) as landed_at,
    base_rows.row_fate
from {{ ref('base_opportunities') }} as base_rows
inner join {{ ref('int_restated_deals') }} as deals on base_rows.opportunity_id = deals.opportunity_id
union all
select distinct
    people.lead_id,
    'accounts' as table_name,
    base_rows.company_domain as row_key,
    cast(null as timestamp) as row_at,
    base_rows.loaded_at as landed_at,
    base_rows.row_fate
from {{ ref('base_accounts') }} as base_rows
inner join {{ ref('int_lead_companies') }} as companies on base_rows.company_domain = companies.company_domain
inner join people on companies.lead_key = people.lead_key
