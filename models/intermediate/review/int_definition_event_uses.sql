-- what a definition makes of the events of a group now: the points that each of them earns, and the triggers that count each
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
),

type_points as (
    select
        rules.definition_key,
        group_types.event_type_key,
        sum(rules.points) as points
    from {{ ref('stg_scoring_rules') }} as rules
    inner join group_types on rules.event_group = group_types.event_group
    group by rules.definition_key, group_types.event_type_key
),

type_triggers as (
    select distinct
        triggers.definition_key,
        group_types.event_type_key,
        triggers.trigger_id
    from {{ ref('stg_trigger_conditions') }} as conditions
    inner join {{ ref('stg_triggers') }} as triggers on conditions.trigger_key = triggers.trigger_key
    inner join group_types on lower(conditions.subject) = group_types.event_group
    where conditions.metric = 'event_count' and conditions.at_least is not null and triggers.outcome <> 'review'
),

scored_groups as (
    select
        type_points.definition_key,
        group_types.event_group,
        min(type_points.points) as points,
        count(*) as event_types
    from group_types
    inner join type_points on group_types.event_type_key = type_points.event_type_key
    group by type_points.definition_key, group_types.event_group
),

group_triggers as (
    select distinct
        type_triggers.definition_key,
        group_types.event_group,
        type_triggers.trigger_id
    from group_types
    inner join type_triggers on group_types.event_type_key = type_triggers.event_type_key
),

counted_types as (
    select
        type_triggers.definition_key,
        group_types.event_group,
        count(distinct type_triggers.event_type_key) as event_types
    from group_types
    inner join type_triggers on group_types.event_type_key = type_triggers.event_type_key
    group by type_triggers.definition_key, group_types.event_group
),

counted_groups as (
    select
        group_triggers.definition_key,
        group_triggers.event_group,
        counted_types.event_types,
        {{ joined_text('group_triggers.trigger_id', ', ', 'group_triggers.trigger_id') }} as trigger_ids
    from group_triggers
    inner join counted_types
        on group_triggers.definition_key = counted_types.definition_key and group_triggers.event_group = counted_types.event_group
    group by group_triggers.definition_key, group_triggers.event_group, counted_types.event_types
)

-- only what holds for every type of the group is said of the group
select
    definitions.definition_key,
    sizes.event_group,
    scored_groups.points,
    counted_groups.trigger_ids
from sizes
cross join {{ ref('stg_definitions') }} as definitions
left join scored_groups
    on
        definitions.definition_key = scored_groups.definition_key
        and sizes.event_group = scored_groups.event_group
        and sizes.event_types = scored_groups.event_types
left join counted_groups
    on
        definitions.definition_key = counted_groups.definition_key
        and sizes.event_group = counted_groups.event_group
        and sizes.event_types = counted_groups.event_types
