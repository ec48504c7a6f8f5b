-- the rules that kept a lead out when it was looked at, and what was found
with

-- a gate that holds has no rule that fails
looks as (
    select
        lead_key,
        definition_key,
        at_epoch
    from {{ ref('int_look_scores') }}
    where not passes_gate
),

rules as (
    select
        fit_rules.*,
        words.asks
    from {{ ref('stg_fit_rules') }} as fit_rules
    inner join {{ ref('int_fit_rule_words') }} as words on fit_rules.fit_rule_key = words.fit_rule_key
    where fit_rules.role in ('scope', 'gate', 'disqualify')
),

-- of all spans in which a rule held, few are of these
spans as (
    select spans.*
    from {{ ref('int_fit_rule_spans') }} as spans
    inner join rules on spans.fit_rule_key = rules.fit_rule_key
),

-- held, so that what was found is only asked for what failed: planners would ask for every look first
failed as {{ held() }} (
    select
        looks.lead_key,
        looks.definition_key,
        looks.at_epoch,
        rules.fit_rule_key
    from looks
    inner join rules on looks.definition_key = rules.definition_key
    left join spans
        on
            looks.lead_key = spans.lead_key
            and rules.fit_rule_key = spans.fit_rule_key
            and looks.at_epoch >= spans.valid_from
            and looks.at_epoch < spans.valid_to
    where (rules.role = 'disqualify') = (spans.fit_rule_key is not null)
)

select
    failed.lead_key,
    failed.definition_key,
    failed.at_epoch,
    failed.fit_rule_key,
    rules.rule_id,
    rules.role,
    attributes.value_text is null as is_missing,
    case
        when rules.role = 'disqualify' then rules.rule_id || ': ' || rules.attribute || ' ' || attributes.value_text || ' disqualifies'
        when attributes.value_text is null then rules.rule_id || ': missing: ' || rules.attribute
        else rules.rule_id || ': ' || rules.attribute || ' ' || attributes.value_text || ', needs ' || rules.asks
    end as failure
from failed
inner join rules on failed.fit_rule_key = rules.fit_rule_key
left join {{ ref('int_lead_attributes') }} as attributes
    on
        failed.lead_key = attributes.lead_key
        and rules.attribute = attributes.attribute
        and failed.at_epoch >= attributes.valid_from
        and failed.at_epoch < attributes.valid_to
