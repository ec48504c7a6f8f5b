-- what a lead may show before it buys: events of a group, or a value of an attribute; and among whom it is looked for
with

event_groups as (
    select distinct
        event_group_key,
        event_group
    from {{ ref('int_event_group_types') }}
),

attribute_values as (
    select distinct
        attribute,
        value_text
    from {{ ref('int_lead_traits') }}
),

last_group as (
    select coalesce(max(event_group_key), 0) as event_group_key
    from event_groups
)

-- a base is counted like a signal: 0 is every lead, those below it are the leads of which an attribute is known
select
    event_group_key as signal_key,
    0 as base_key,
    'event_group' as signal_kind,
    event_group as subject,
    'seen' as value
from event_groups
union all
select
    cast(
        last_group.event_group_key + row_number() over (order by attribute_values.attribute, attribute_values.value_text)
        as {{ dbt.type_int() }}
    ) as signal_key,
    cast(-dense_rank() over (order by attribute_values.attribute) as {{ dbt.type_int() }}) as base_key,
    'attribute' as signal_kind,
    attribute_values.attribute as subject,
    attribute_values.value_text as value
from attribute_values
cross join last_group
