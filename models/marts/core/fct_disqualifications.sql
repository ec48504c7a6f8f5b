with

rules as (
    select * from {{ ref('stg_fit_rules') }}
    where role = 'disqualify'
),

spans as (
    select
        rules.definition_key,
        rules.rule_id,
        rules.attribute,
        rules.reason,
        rules.route_to,
        spans.lead_key,
        min(spans.valid_from) as first_epoch,
        max(spans.valid_to) as last_epoch
    from {{ ref('int_fit_rule_spans') }} as spans
    inner join rules on spans.fit_rule_key = rules.fit_rule_key
    where spans.valid_from <= {{ as_of_epoch() }}
    group by rules.definition_key, rules.rule_id, rules.attribute, rules.reason, rules.route_to, spans.lead_key
)

select
    leads.lead_id,
    definitions.definition_id,
    definitions.version,
    spans.rule_id,
    spans.attribute,
    spans.reason,
    spans.route_to,
    {{ timestamp_at('spans.first_epoch') }} as first_disqualified_at,
    spans.last_epoch > {{ as_of_epoch() }} as is_disqualified_now
from spans
inner join {{ ref('stg_definitions') }} as definitions on spans.definition_key = definitions.definition_key
inner join {{ ref('int_leads') }} as leads on spans.lead_key = leads.lead_key
