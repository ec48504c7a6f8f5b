{{ config(tags=['definitions']) }}

with

attributes as (
    select distinct
        attribute,
        value_type
    from {{ ref('attributes') }}
),

rules as (
    select
        fit_rules.*,
        attributes.value_type
    from {{ ref('fit_rules') }} as fit_rules
    left join attributes on lower(trim(fit_rules.attribute)) = attributes.attribute
),

errors as (
    {{ repeated_definition_keys('fit_rules', 'rules', ['definition_id', 'version', 'rule_id']) }}
    union all
    {{ unknown_definitions('fit_rules', 'rules', 'rule_id') }}
    union all
    {{ definition_errors('fit_rules', 'rules', definition_row_name('rule_id'), [
        [is_blank('rule_id'), "'rule_id is blank; give the rule a name'"],
        ["coalesce(lower(trim(role)), '') not in ('scope', 'gate', 'disqualify', 'fit', 'bant', 'condition')",
         "'role is ' || coalesce(role, 'blank') || ', expected scope, gate, disqualify, fit, bant or condition'"],
        ["value_type is null", "'attribute is ' || coalesce(attribute, 'blank') || ', which is no attribute; seeds/reference/attributes.csv lists them'"],
        ["coalesce(lower(trim(operator)), '') not in ('between', 'in')", "'operator is ' || coalesce(operator, 'blank') || ', expected between or in'"],
        ["lower(trim(operator)) = 'between' and value_type <> 'number'",
         "'operator between on ' || attribute || ', which is no number; use in with a value_list'"],
        ["lower(trim(operator)) = 'in' and " ~ is_blank('value_list'), "'operator in without a value_list; list the values, separated by |'"],
        [is_no_number('value_low'), "'value_low is ' || value_low || ', expected a number or blank'"],
        [is_no_number('value_high'), "'value_high is ' || value_high || ', expected a number or blank'"],
        [to_number('value_low') ~ ' > ' ~ to_number('value_high'), "'value_low ' || value_low || ' is above value_high ' || value_high"],
        [is_no_number('points') ~ " or (lower(trim(role)) in ('fit', 'bant') and " ~ is_blank('points') ~ ')',
         "'points is ' || coalesce(points, 'blank') || '; a rule of role ' || role || ' adds points, expected a number'"],
    ]) }}
)

select * from errors
