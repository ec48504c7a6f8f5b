-- a type's own name is always a group too
with

event_types as (
    select * from {{ ref('int_event_types') }}
),

memberships as (
    select
        event_type as event_group,
        event_type
    from event_types
    union
    select
        lower(trim(event_group)) as event_group,
        event_type
    from {{ ref('event_groups') }}
)

select
    cast(dense_rank() over (order by memberships.event_group) as {{ dbt.type_int() }}) as event_group_key,
    memberships.event_group,
    event_types.event_type_key
from memberships
inner join event_types on memberships.event_type = event_types.event_type
