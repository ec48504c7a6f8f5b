-- the rules of each definition, and of each variant that has a gate of its own: those of its definition but for the one it changes
with

rules as (
    select * from {{ ref('stg_fit_rules') }}
),

variants as (
    select * from {{ ref('stg_evaluated_definitions') }}
    where gate_definition_key <> variant_of
),

-- a rule that a trigger asks for stays in the definition when the gate drops it
asked as (
    select distinct
        definition_key,
        subject as rule_id
    from {{ ref('stg_trigger_conditions') }}
    where metric = 'fit_rule'
),

variant_rules as (
    select
        variants.definition_key,
        rules.fit_rule_key,
        rules.attribute,
        rules.operator,
        rules.value_list,
        rules.points,
        rules.value_low,
        rules.value_high,
        rules.rule_id = variants.subject and variants.variant_kind = 'gate_loosened' as is_loosened,
        case when rules.rule_id = variants.subject and variants.variant_kind = 'gate_dropped' then 'condition' else rules.role end as role
    from variants
    inner join rules on variants.variant_of = rules.definition_key
    left join asked on rules.definition_key = asked.definition_key and rules.rule_id = asked.rule_id
    where variants.variant_kind <> 'gate_dropped' or rules.rule_id <> variants.subject or asked.rule_id is not null
)

select
    definition_key,
    fit_rule_key,
    role,
    attribute,
    operator,
    value_low,
    value_high,
    value_list,
    points
from rules
union all
-- a variant loosens one rule, so its own key names the new rule
select
    variant_rules.definition_key,
    case when variant_rules.is_loosened then -variant_rules.definition_key else variant_rules.fit_rule_key end as fit_rule_key,
    variant_rules.role,
    variant_rules.attribute,
    variant_rules.operator,
    case when variant_rules.is_loosened then loosened.value_low else variant_rules.value_low end as value_low,
    case when variant_rules.is_loosened then loosened.value_high else variant_rules.value_high end as value_high,
    variant_rules.value_list,
    variant_rules.points
from variant_rules
left join {{ ref('stg_loosened_rules') }} as loosened on variant_rules.fit_rule_key = loosened.fit_rule_key
