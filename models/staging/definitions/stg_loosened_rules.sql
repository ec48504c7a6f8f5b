-- how each numeric rule that keeps leads out is loosened in a back-test: its bounds widened by a share, or by one step of a level
{% set share = var('backtest_loosened_by') %}

with

levels as (
    select distinct attribute
    from {{ ref('attributes') }}
    where is_level
),

bounded as (
    select
        rules.definition_key,
        rules.fit_rule_key,
        rules.rule_id,
        rules.value_low,
        rules.value_high,
        case when levels.attribute is not null then 1 else {{ share }} * abs(rules.value_low) end as low_step,
        case when levels.attribute is not null then 1 else {{ share }} * abs(rules.value_high) end as high_step
    from {{ ref('stg_fit_rules') }} as rules
    inner join {{ ref('stg_definitions') }} as definitions on rules.definition_key = definitions.definition_key
    left join levels on rules.attribute = levels.attribute
    where
        rules.role in ('scope', 'gate')
        and rules.operator = 'between'
        and {{ is_backtested_definition('definitions.definition_id') }}
),

loosened as (
    select
        definition_key,
        fit_rule_key,
        rule_id,
        value_low as value_low_before,
        value_high as value_high_before,
        {{ rounded('value_low - low_step', 6) }} as value_low,
        {{ rounded('value_high + high_step', 6) }} as value_high
    from bounded
)

select * from loosened
where value_low < value_low_before or value_high > value_high_before
