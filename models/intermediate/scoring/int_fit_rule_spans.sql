-- when each rule holds for each lead
{{ config(materialized='incremental', incremental_strategy='replace_followed_leads') }}

select
    attributes.lead_key,
    rule_values.fit_rule_key,
    attributes.valid_from,
    attributes.valid_to
from {{ ref('int_lead_attributes') }} as attributes
inner join {{ ref('int_fit_rule_values') }} as rule_values
    on attributes.attribute = rule_values.attribute and attributes.value_text = rule_values.value_text
where {{ is_lead_followed('attributes.lead_key') }}
