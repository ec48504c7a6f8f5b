-- which event groups lie wholly within which: what counts the outer one counts every event of the inner one
with

group_types as (
    select * from {{ ref('int_event_group_types') }}
),

sizes as (
    select
        event_group,
        count(*) as event_types
    from group_types
    group by event_group
)

select
    inner_types.event_group as inner_group,
    outer_types.event_group as outer_group
from group_types as inner_types
inner join group_types as outer_types on inner_types.event_type_key = outer_types.event_type_key
inner join sizes on inner_types.event_group = sizes.event_group
group by inner_types.event_group, outer_types.event_group, sizes.event_types
having count(*) = sizes.event_types
