with

triggers as (
    select * from {{ ref('triggers') }}
),

definitions as (
    select * from {{ ref('stg_definitions') }}
)

select
    {{ part_key('definitions.definition_key', 'triggers.trigger_id') }} as trigger_key,
    definitions.definition_key,
    trim(triggers.trigger_id) as trigger_id,
    triggers.name,
    {{ to_integer('triggers.tier') }} as tier,
    {{ to_integer('triggers.rank') }} as trigger_rank,
    lower(trim(triggers.outcome)) as outcome,
    {{ to_number('triggers.sla_minutes') }} as sla_minutes,
    lower(coalesce(nullif(trim(triggers.sla_clock), ''), 'elapsed')) as sla_clock,
    triggers.route_to,
    {{ to_number('triggers.escalate_after_minutes') }} as escalate_after_minutes,
    triggers.escalate_to,
    triggers.basis,
    triggers.note
from triggers
inner join definitions
    on
        trim(triggers.definition_id) = definitions.definition_id
        and {{ to_integer('triggers.version') }} = definitions.version
