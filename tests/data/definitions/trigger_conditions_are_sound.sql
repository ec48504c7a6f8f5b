{{ config(tags=['definitions']) }}

with

event_groups as (
    select distinct event_group
    from {{ ref('int_event_group_types') }}
),

conditions as (
    select
        conditions.*,
        event_groups.event_group as known_group,
        fit_rules.rule_id as known_rule,
        triggers.trigger_id as known_trigger
    from {{ ref('trigger_conditions') }} as conditions
    left join event_groups on lower(trim(conditions.subject)) = event_groups.event_group
    left join {{ ref('fit_rules') }} as fit_rules
        on
            trim(conditions.definition_id) = trim(fit_rules.definition_id)
            and trim(conditions.version) = trim(fit_rules.version)
            and trim(conditions.subject) = trim(fit_rules.rule_id)
    left join {{ ref('triggers') }} as triggers
        on
            trim(conditions.definition_id) = trim(triggers.definition_id)
            and trim(conditions.version) = trim(triggers.version)
            and trim(conditions.trigger_id) = trim(triggers.trigger_id)
),

errors as (
    {{ repeated_definition_keys('trigger_conditions', 'conditions', ['definition_id', 'version', 'trigger_id', 'condition_id']) }}
    union all
    {{ unknown_definitions('trigger_conditions', 'conditions', 'condition_id') }}
    union all
    {{ definition_errors('trigger_conditions', 'conditions', definition_row_name('condition_id'), [
        [is_blank('condition_id'), "'condition_id is blank; give the condition a name'"],
        ["known_trigger is null", "'trigger_id is ' || coalesce(trigger_id, 'blank') || ', which triggers.csv does not have for this definition'"],
        ["coalesce(lower(trim(metric)), '') not in ('event_count', 'fit_score', 'behavior_score', 'bant_score', 'total_score', 'fit_rule')",
         "'metric is ' || coalesce(metric, 'blank') || ', expected event_count, fit_score, behavior_score, bant_score, total_score or fit_rule'"],
        ["lower(trim(metric)) = 'event_count' and known_group is null",
         "'subject is ' || coalesce(subject, 'blank') || ', which is no event type and no group of seeds/reference/event_groups.csv'"],
        ["lower(trim(metric)) = 'fit_rule' and known_rule is null",
         "'subject is ' || coalesce(subject, 'blank') || ', which is no rule_id of this definition in fit_rules.csv'"],
        ["lower(trim(metric)) = 'event_count' and " ~ is_blank('at_least') ~ " and " ~ is_blank('at_most'),
         "'an event_count asks for at_least, at_most or both; both are blank'"],
        ["lower(trim(metric)) in ('fit_score', 'behavior_score', 'bant_score', 'total_score') and " ~ is_blank('at_least'),
         "'a ' || metric || ' condition asks for at_least, which is blank'"],
        ["lower(trim(metric)) <> 'event_count' and not " ~ is_blank('at_most'), "'at_most is for event_count only'"],
        ["lower(trim(metric)) <> 'event_count' and not " ~ is_blank('within_hours'), "'within_hours is for event_count only'"],
        [is_no_number('at_least'), "'at_least is ' || at_least || ', expected a number'"],
        [is_no_number('at_most'), "'at_most is ' || at_most || ', expected a number'"],
        [to_number('at_least') ~ ' > ' ~ to_number('at_most'), "'at_least ' || at_least || ' is above at_most ' || at_most"],
        ['(' ~ is_no_number('within_hours') ~ ') or ' ~ to_number('within_hours') ~ ' <= 0', "'within_hours is ' || within_hours || ', expected a number of hours above 0, or blank'"],
    ]) }}
)

select * from errors
