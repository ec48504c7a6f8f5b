-- judged rule by rule, not by the timeline that the engine sums up
with

mqls as (
    select
        mqls.mql_id,
        {{ epoch_seconds('mqls.mql_at') }} as mql_epoch,
        leads.lead_key,
        definitions.definition_key
    from {{ ref('fct_mqls') }} as mqls
    inner join {{ ref('int_leads') }} as leads on mqls.lead_id = leads.lead_id
    inner join {{ ref('stg_definitions') }} as definitions
        on mqls.definition_id = definitions.definition_id and mqls.version = definitions.version
),

rules as (
    select * from {{ ref('stg_fit_rules') }}
    where role in ('scope', 'gate', 'disqualify')
)

select
    mqls.mql_id,
    rules.rule_id,
    rules.role
from mqls
inner join rules on mqls.definition_key = rules.definition_key
left join {{ ref('int_fit_rule_spans') }} as spans
    on
        mqls.lead_key = spans.lead_key
        and rules.fit_rule_key = spans.fit_rule_key
        and mqls.mql_epoch >= spans.valid_from
        and mqls.mql_epoch < spans.valid_to
where
    (rules.role = 'disqualify' and spans.lead_key is not null)
    or (rules.role <> 'disqualify' and spans.lead_key is null)
