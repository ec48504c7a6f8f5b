-- what a definition makes of a signal now: the points it gives, the triggers that count it, and whether the gate lets the value in
with

signals as (
    select * from {{ ref('int_signals') }}
),

nesting as (
    select * from {{ ref('int_event_group_nesting') }}
),

fit_rules as (
    select * from {{ ref('stg_fit_rules') }}
),

scored as (
    select
        scoring_rules.definition_key,
        signals.signal_key,
        scoring_rules.points
    from {{ ref('stg_scoring_rules') }} as scoring_rules
    inner join nesting on scoring_rules.event_group = nesting.outer_group
    inner join signals on nesting.inner_group = signals.subject and signals.signal_kind = 'event_group'
    union all
    select
        fit_rules.definition_key,
        signals.signal_key,
        fit_rules.points
    from fit_rules
    inner join {{ ref('int_fit_rule_values') }} as rule_values on fit_rules.fit_rule_key = rule_values.fit_rule_key
    inner join signals
        on rule_values.attribute = signals.subject and rule_values.value_text = signals.value and signals.signal_kind = 'attribute'
    where fit_rules.role in ('fit', 'bant')
),

points as (
    select
        definition_key,
        signal_key,
        sum(points) as points
    from scored
    group by definition_key, signal_key
),

counting_triggers as (
    select distinct
        conditions.definition_key,
        signals.signal_key,
        triggers.trigger_id
    from {{ ref('stg_trigger_conditions') }} as conditions
    inner join {{ ref('stg_triggers') }} as triggers on conditions.trigger_key = triggers.trigger_key
    inner join nesting on lower(conditions.subject) = nesting.outer_group
    inner join signals on nesting.inner_group = signals.subject and signals.signal_kind = 'event_group'
    where conditions.metric = 'event_count' and conditions.at_least is not null
),

triggers as (
    select
        definition_key,
        signal_key,
        {{ joined_text('trigger_id', ', ', 'trigger_id') }} as trigger_ids
    from counting_triggers
    group by definition_key, signal_key
),

gates as (
    select
        fit_rules.definition_key,
        signals.signal_key,
        min(case when (rule_values.fit_rule_key is not null) = (fit_rules.role <> 'disqualify') then 1 else 0 end) = 1 as is_let_in
    from fit_rules
    inner join signals on fit_rules.attribute = signals.subject and signals.signal_kind = 'attribute'
    left join {{ ref('int_fit_rule_values') }} as rule_values
        on fit_rules.fit_rule_key = rule_values.fit_rule_key and signals.value = rule_values.value_text
    where fit_rules.role in ('scope', 'gate', 'disqualify')
    group by fit_rules.definition_key, signals.signal_key
)

select
    definitions.definition_key,
    signals.signal_key,
    points.points,
    triggers.trigger_ids,
    gates.is_let_in
from signals
cross join {{ ref('stg_definitions') }} as definitions
left join points on definitions.definition_key = points.definition_key and signals.signal_key = points.signal_key
left join triggers on definitions.definition_key = triggers.definition_key and signals.signal_key = triggers.signal_key
left join gates on definitions.definition_key = gates.definition_key and signals.signal_key = gates.signal_key
