with

triggers as (
    select * from {{ ref('stg_triggers') }}
),

definitions as (
    select * from {{ ref('stg_definitions') }}
),

conditions as (
    select
        trigger_key,
        {{ joined_text('asks', ' and ', 'condition_id') }} as conditions
    from {{ ref('int_condition_words') }}
    group by trigger_key
)

select
    definitions.definition_id,
    definitions.version,
    triggers.trigger_id,
    triggers.name,
    triggers.tier,
    triggers.trigger_rank,
    triggers.outcome,
    conditions.conditions,
    triggers.sla_minutes,
    triggers.sla_clock,
    triggers.route_to,
    triggers.escalate_after_minutes,
    triggers.escalate_to,
    triggers.basis,
    triggers.note
from triggers
inner join definitions on triggers.definition_key = definitions.definition_key
left join conditions on triggers.trigger_key = conditions.trigger_key
