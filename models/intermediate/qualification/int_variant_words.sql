-- what each evaluated definition changes of its definition, in words
with

evaluated as (
    select * from {{ ref('stg_evaluated_definitions') }}
    where is_backtested
),

trigger_scores as (
    select
        evaluated.definition_key,
        triggers.trigger_rank,
        triggers.trigger_id || ' asks ' || {{ joined_text(
            "conditions.metric || ' ' || " ~ number_text(rounded('conditions.at_least * evaluated.factor', 6)), ', ', 'conditions.condition_id'
        ) }} as asks
    from evaluated
    inner join {{ ref('stg_triggers') }} as triggers on evaluated.variant_of = triggers.definition_key
    inner join {{ ref('stg_trigger_conditions') }} as conditions on triggers.trigger_key = conditions.trigger_key
    where
        evaluated.variant_kind = 'threshold'
        and triggers.outcome <> 'review'
        and conditions.metric in ('fit_score', 'behavior_score', 'bant_score', 'total_score')
    group by evaluated.definition_key, triggers.trigger_rank, triggers.trigger_id
),

scores as (
    select
        definition_key,
        {{ joined_text('asks', '; ', 'trigger_rank') }} as asks
    from trigger_scores
    group by definition_key
),

rules as (
    select
        rules.definition_key,
        rules.rule_id,
        rules.role || ' ' || rules.rule_id as rule_name,
        rules.attribute,
        words.asks
    from {{ ref('stg_fit_rules') }} as rules
    inner join {{ ref('int_fit_rule_words') }} as words on rules.fit_rule_key = words.fit_rule_key
    where rules.role in ('scope', 'gate')
)

select
    evaluated.definition_key,
    case evaluated.variant_kind
        when 'as_is' then 'as it is'
        when 'threshold' then 'every score threshold at ' || evaluated.subject || ' %: ' || scores.asks
        when 'gate_dropped' then 'without ' || rules.rule_name || ' (' || rules.attribute || ' ' || rules.asks || ')'
        when 'gate_loosened' then rules.rule_name || ' asks ' || rules.attribute || ' ' || loosened.asks || ' instead of ' || rules.asks
        when 'trigger_left_out' then 'without trigger ' || evaluated.subject
    end as what_changes
from evaluated
left join scores on evaluated.definition_key = scores.definition_key
left join rules on evaluated.variant_of = rules.definition_key and evaluated.subject = rules.rule_id
left join {{ ref('int_fit_rule_words') }} as loosened on -evaluated.definition_key = loosened.fit_rule_key
