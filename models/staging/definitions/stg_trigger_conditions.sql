with

trigger_conditions as (
    select * from {{ ref('trigger_conditions') }}
),

definitions as (
    select * from {{ ref('stg_definitions') }}
),

triggers as (
    select * from {{ ref('stg_triggers') }}
)

select
    {{ part_key(
        'definitions.definition_key', key_part('triggers.trigger_id') ~ " || '|' || " ~ key_part('trigger_conditions.condition_id')
    ) }} as condition_key,
    triggers.trigger_key,
    definitions.definition_key,
    trim(trigger_conditions.condition_id) as condition_id,
    lower(trim(trigger_conditions.metric)) as metric,
    trim(trigger_conditions.subject) as subject,
    {{ to_number('trigger_conditions.at_least') }} as at_least,
    {{ to_number('trigger_conditions.at_most') }} as at_most,
    {{ hours_to_seconds('trigger_conditions.within_hours') }} as window_seconds,
    trigger_conditions.basis,
    trigger_conditions.note
from trigger_conditions
inner join definitions
    on
        trim(trigger_conditions.definition_id) = definitions.definition_id
        and {{ to_integer('trigger_conditions.version') }} = definitions.version
inner join triggers
    on
        definitions.definition_key = triggers.definition_key
        and trim(trigger_conditions.trigger_id) = triggers.trigger_id
