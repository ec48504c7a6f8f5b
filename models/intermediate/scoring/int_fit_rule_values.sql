-- which values of its attribute each rule holds on
with

fit_rules as (
    select distinct
        fit_rule_key,
        attribute,
        operator,
        value_low,
        value_high,
        value_list
    from {{ ref('stg_evaluated_fit_rules') }}
),

attribute_values as (
    select distinct
        attribute,
        value_text,
        value_number
    from {{ ref('int_lead_attributes') }}
),

many_valued as (
    select distinct attribute
    from {{ ref('attributes') }}
    where is_many
),

value_items as (
    select
        attribute_values.attribute,
        attribute_values.value_text,
        attribute_values.value_number,
        attribute_values.value_text as item
    from attribute_values
    left join many_valued on attribute_values.attribute = many_valued.attribute
    where many_valued.attribute is null
    union all
    select
        attribute_values.attribute,
        attribute_values.value_text,
        attribute_values.value_number,
        items.item
    from attribute_values
    inner join many_valued on attribute_values.attribute = many_valued.attribute
    {{ items_of('attribute_values.value_text') }}
    where trim(items.item) <> ''
),

listed as (
    select
        fit_rules.fit_rule_key,
        fit_rules.attribute,
        lower(trim(items.item)) as item,
        {{ to_number('items.item') }} as item_number
    from fit_rules
    {{ items_of('fit_rules.value_list') }}
    where fit_rules.operator = 'in' and trim(items.item) <> ''
),

holding as (
    select
        fit_rules.fit_rule_key,
        value_items.attribute,
        value_items.value_text
    from fit_rules
    inner join value_items
        on
            fit_rules.attribute = value_items.attribute
            and (fit_rules.value_low is null or fit_rules.value_low <= value_items.value_number)
            and (fit_rules.value_high is null or fit_rules.value_high >= value_items.value_number)
    where fit_rules.operator = 'between' and value_items.value_number is not null
    union all
    select
        listed.fit_rule_key,
        value_items.attribute,
        value_items.value_text
    from listed
    inner join value_items
        on
            listed.attribute = value_items.attribute
            and (lower(trim(value_items.item)) = listed.item or listed.item_number = value_items.value_number)
)

select distinct
    fit_rule_key,
    attribute,
    value_text
from holding
