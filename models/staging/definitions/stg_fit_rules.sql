with

fit_rules as (
    select * from {{ ref('fit_rules') }}
),

definitions as (
    select * from {{ ref('stg_definitions') }}
)

select
    {{ part_key('definitions.definition_key', 'fit_rules.rule_id') }} as fit_rule_key,
    definitions.definition_key,
    trim(fit_rules.rule_id) as rule_id,
    lower(trim(fit_rules.role)) as role,
    lower(trim(fit_rules.attribute)) as attribute,
    lower(trim(fit_rules.operator)) as operator,
    {{ to_number('fit_rules.value_low') }} as value_low,
    {{ to_number('fit_rules.value_high') }} as value_high,
    fit_rules.value_list,
    {{ to_number('fit_rules.points') }} as points,
    fit_rules.reason,
    fit_rules.route_to,
    fit_rules.basis,
    fit_rules.note
from fit_rules
inner join definitions
    on
        trim(fit_rules.definition_id) = definitions.definition_id
        and {{ to_integer('fit_rules.version') }} = definitions.version
