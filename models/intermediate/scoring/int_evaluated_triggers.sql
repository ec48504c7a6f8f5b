-- the triggers that make an MQL, of each definition and variant, with the scores that they ask for there
with

evaluated as (
    select * from {{ ref('stg_evaluated_definitions') }}
),

needs as (
    select
        needs.*,
        triggers.trigger_id
    from {{ ref('int_trigger_needs') }} as needs
    inner join {{ ref('stg_triggers') }} as triggers on needs.trigger_key = triggers.trigger_key
    where needs.outcome <> 'review'
)

select
    evaluated.definition_key,
    evaluated.gate_definition_key,
    needs.trigger_key,
    needs.trigger_rank,
    needs.fit_at_least * evaluated.factor as fit_at_least,
    needs.bant_at_least * evaluated.factor as bant_at_least,
    needs.behavior_at_least * evaluated.factor as behavior_at_least,
    needs.total_at_least * evaluated.factor as total_at_least
from evaluated
inner join needs on evaluated.variant_of = needs.definition_key
where evaluated.variant_kind <> 'trigger_left_out' or evaluated.subject <> needs.trigger_id
