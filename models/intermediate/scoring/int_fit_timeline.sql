{{ config(materialized='incremental', incremental_strategy='replace_leads_and_definitions') }}

with

leads as (
    select * from {{ ref('int_leads') }}
    where {{ is_lead_followed() }}
),

definitions as (
    select * from {{ ref('stg_evaluated_definitions') }}
    where gate_definition_key = definition_key
),

fit_rules as (
    select * from {{ ref('stg_evaluated_fit_rules') }}
),

required as (
    select
        definition_key,
        sum(case when role = 'scope' then 1 else 0 end) as scope_rules,
        sum(case when role = 'gate' then 1 else 0 end) as gate_rules
    from fit_rules
    group by definition_key
),

spans as (
    select * from {{ ref('int_fit_rule_spans') }}
    where {{ is_lead_followed() }}
),

-- a rule that holds counts from its start and is taken back at its end
ends as (
    select
        spans.lead_key,
        fit_rules.definition_key,
        spans.valid_from as at_epoch,
        fit_rules.role,
        1 as held,
        coalesce(fit_rules.points, 0) as points
    from spans
    inner join fit_rules on spans.fit_rule_key = fit_rules.fit_rule_key
    where fit_rules.role <> 'condition'
    union all
    select
        spans.lead_key,
        fit_rules.definition_key,
        spans.valid_to as at_epoch,
        fit_rules.role,
        -1 as held,
        -coalesce(fit_rules.points, 0) as points
    from spans
    inner join fit_rules on spans.fit_rule_key = fit_rules.fit_rule_key
    where fit_rules.role <> 'condition' and spans.valid_to < {{ end_of_time() }}
    union all
    select
        leads.lead_key,
        definitions.definition_key,
        leads.known_epoch as at_epoch,
        'known' as role,
        0 as held,
        0 as points
    from leads
    cross join definitions
),

changes as (
    select
        lead_key,
        definition_key,
        at_epoch,
        cast(sum(case when role = 'scope' then held else 0 end) as {{ dbt.type_int() }}) as scopes_held,
        cast(sum(case when role = 'gate' then held else 0 end) as {{ dbt.type_int() }}) as gates_held,
        cast(sum(case when role = 'disqualify' then held else 0 end) as {{ dbt.type_int() }}) as disqualifiers_held,
        sum(case when role = 'fit' then points else 0 end) as fit_points,
        sum(case when role = 'bant' then points else 0 end) as bant_points
    from ends
    where {{ is_at_work() }}
    group by lead_key, definition_key, at_epoch
),

states as (
    select
        lead_key,
        definition_key,
        at_epoch as valid_from,
        coalesce(lead(at_epoch) over timeline, {{ end_of_time() }}) as valid_to,
        sum(scopes_held) over timeline as scopes_held,
        sum(gates_held) over timeline as gates_held,
        sum(disqualifiers_held) over timeline as disqualifiers_held,
        sum(fit_points) over timeline as fit_points,
        sum(bant_points) over timeline as bant_points
    from changes
    window timeline as (partition by lead_key, definition_key order by at_epoch)
)

select
    states.lead_key,
    states.definition_key,
    states.valid_from,
    states.valid_to,
    states.scopes_held = coalesce(required.scope_rules, 0) as passes_scope,
    states.disqualifiers_held > 0 as is_disqualified,
    states.scopes_held = coalesce(required.scope_rules, 0)
    and states.gates_held = coalesce(required.gate_rules, 0)
    and states.disqualifiers_held = 0 as passes_gate,
    least(states.fit_points, coalesce(definitions.fit_cap, states.fit_points)) as fit_score,
    least(states.bant_points, coalesce(definitions.bant_cap, states.bant_points)) as bant_score
from states
inner join definitions on states.definition_key = definitions.definition_key
left join required on states.definition_key = required.definition_key
