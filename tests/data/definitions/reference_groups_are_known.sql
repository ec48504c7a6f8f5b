{{ config(tags=['definitions']) }}

with

event_groups as (
    select distinct event_group
    from {{ ref('int_event_group_types') }}
),

asked as (
    select
        'session_patterns.csv' as file_name,
        patterns.event_type as row_name,
        lower(trim(items.item)) as event_group
    from {{ ref('session_patterns') }} as patterns
    {{ items_of('patterns.required_groups') }}
    union all
    select
        'bot_rules.csv' as file_name,
        rule_id as row_name,
        lower(trim(event_group)) as event_group
    from {{ ref('bot_rules') }}
)

select
    asked.file_name,
    asked.row_name,
    asked.event_group || ' is no event type and no group of seeds/reference/event_groups.csv' as message
from asked
left join event_groups on asked.event_group = event_groups.event_group
where event_groups.event_group is null
