{{ config(tags=['definitions']) }}

with

event_groups as (
    select distinct event_group
    from {{ ref('int_event_group_types') }}
),

rules as (
    select
        scoring_rules.*,
        event_groups.event_group as known_group
    from {{ ref('scoring_rules') }} as scoring_rules
    left join event_groups on lower(trim(scoring_rules.event_group)) = event_groups.event_group
),

errors as (
    {{ repeated_definition_keys('scoring_rules', 'rules', ['definition_id', 'version', 'rule_id']) }}
    union all
    {{ unknown_definitions('scoring_rules', 'rules', 'rule_id') }}
    union all
    {{ definition_errors('scoring_rules', 'rules', definition_row_name('rule_id'), [
        [is_blank('rule_id'), "'rule_id is blank; give the rule a name'"],
        ["known_group is null",
         "'event_group is ' || coalesce(event_group, 'blank') || ', which is no event type and no group of seeds/reference/event_groups.csv'"],
        [is_blank('points') ~ ' or ' ~ is_no_number('points'), "'points is ' || coalesce(points, 'blank') || ', expected a number'"],
        ['(' ~ is_no_whole_number('min_count') ~ ') or ' ~ to_number('min_count') ~ ' < 1', "'min_count is ' || min_count || ', expected a whole number from 1, or blank'"],
        ['(' ~ is_no_number('within_hours') ~ ') or ' ~ to_number('within_hours') ~ ' <= 0', "'within_hours is ' || within_hours || ', expected a number of hours above 0, or blank'"],
        ['not ' ~ is_blank('within_hours') ~ ' and coalesce(' ~ to_number('min_count') ~ ', 1) = 1',
         "'within_hours without a min_count over 1: a single occurrence has no window'"],
        ['(' ~ is_no_whole_number('max_awards') ~ ') or ' ~ to_number('max_awards') ~ ' < 1', "'max_awards is ' || max_awards || ', expected a whole number from 1, or blank'"],
    ]) }}
)

select * from errors
