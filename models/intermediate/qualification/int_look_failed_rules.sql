-- the rules that kept a lead out when it was looked at, and what was found
with

looks as (
    select * from {{ ref('int_looks') }}
),

rules as (
    select
        fit_rules.*,
        words.asks
    from {{ ref('stg_fit_rules') }} as fit_rules
    inner join {{ ref('int_fit_rule_words') }} as words on fit_rules.fit_rule_key = words.fit_rule_key
    where fit_rules.role in ('scope', 'gate', 'disqualify')
),

judged as (
    select
        looks.lead_key,
        looks.definition_key,
        looks.at_epoch,
        rules.fit_rule_key,
        rules.rule_id,
        rules.role,
        rules.attribute,
        rules.asks,
        attributes.value_text,
        spans.fit_rule_key is not null as holds
    from looks
    inner join rules on looks.definition_key = rules.definition_key
    left join {{ ref('int_lead_attributes') }} as attributes
        on
            looks.lead_key = attributes.lead_key
            and rules.attribute = attributes.attribute
            and looks.at_epoch >= attributes.valid_from
            and looks.at_epoch < attributes.valid_to
    left join {{ ref('int_fit_rule_spans') }} as spans
        on
            looks.lead_key = spans.lead_key
            and rules.fit_rule_key = spans.fit_rule_key
            and looks.at_epoch >= spans.valid_from
            and looks.at_epoch < spans.valid_to
)

select
    lead_key,
    definition_key,
    at_epoch,
    fit_rule_key,
    rule_id,
    role,
    value_text is null as is_missing,
    case
        when role = 'disqualify' then rule_id || ': ' || attribute || ' ' || value_text || ' disqualifies'
        when value_text is null then rule_id || ': missing: ' || attribute
        else rule_id || ': ' || attribute || ' ' || value_text || ', needs ' || asks
    end as failure
from judged
where (role = 'disqualify' and holds) or (role in ('scope', 'gate') and not holds)
