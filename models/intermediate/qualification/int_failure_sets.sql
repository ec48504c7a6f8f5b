-- each set of failed rules in words, by the example of one lead
with

examples as (
    select
        definition_key,
        set_print,
        min(lead_key) as lead_key
    from {{ ref('int_lead_failures') }}
    group by definition_key, set_print
)

select
    examples.definition_key,
    examples.set_print,
    {{ joined_text('failed_rules.failure', '; ', 'failed_rules.rule_id') }} as failed_rules
from examples
inner join {{ ref('int_look_failed_rules') }} as failed_rules
    on examples.lead_key = failed_rules.lead_key and examples.definition_key = failed_rules.definition_key
where {{ is_look_of_now('failed_rules.at_epoch') }}
group by examples.definition_key, examples.set_print
