-- what a definition makes of a signal now: the points it gives, the triggers that count it, and whether the gate lets the value in
with

signals as (
    select * from {{ ref('int_signals') }}
),

fit_rules as (
    select * from {{ ref('stg_fit_rules') }}
),

rules_of_values as (
    select
        fit_rules.definition_key,
        signals.signal_key,
        fit_rules.role,
        fit_rules.points,
        rule_values.fit_rule_key is not null as holds
    from fit_rules
    inner join signals on fit_rules.attribute = signals.subject and signals.signal_kind = 'attribute'
    left join {{ ref('int_fit_rule_values') }} as rule_values
        on fit_rules.fit_rule_key = rule_values.fit_rule_key and signals.value = rule_values.value_text
),

value_uses as (
    select
        definition_key,
        signal_key,
        sum(case when holds and role in ('fit', 'bant') then points end) as points,
        min(case
            when role = 'disqualify' then case when holds then 0 else 1 end
            when role in ('scope', 'gate') then case when holds then 1 else 0 end
        end) = 1 as is_let_in
    from rules_of_values
    group by definition_key, signal_key
),

uses as (
    select
        definitions.definition_key,
        signals.signal_key,
        coalesce(event_uses.points, value_uses.points) as points,
        event_uses.trigger_ids,
        value_uses.is_let_in
    from signals
    cross join {{ ref('stg_definitions') }} as definitions
    left join {{ ref('int_definition_event_uses') }} as event_uses
        on
            definitions.definition_key = event_uses.definition_key
            and signals.subject = event_uses.event_group
            and signals.signal_kind = 'event_group'
    left join value_uses on definitions.definition_key = value_uses.definition_key and signals.signal_key = value_uses.signal_key
)

select
    uses.*,
    coalesce(points > 0, false) or trigger_ids is not null or coalesce(is_let_in, false) as speaks_for,
    coalesce(points < 0, false) or not coalesce(is_let_in, true) as speaks_against
from uses
