-- how near each trigger was of which any condition was met when a lead was looked at
with

sizes as (
    select
        trigger_key,
        count(*) as conditions
    from {{ ref('stg_trigger_conditions') }}
    group by trigger_key
),

met as (
    select
        lead_key,
        definition_key,
        at_epoch,
        trigger_key,
        count(*) as conditions
    from {{ ref('int_look_conditions') }}
    group by lead_key, definition_key, at_epoch, trigger_key
)

select
    met.lead_key,
    met.definition_key,
    met.at_epoch,
    met.trigger_key,
    triggers.trigger_id,
    triggers.trigger_rank,
    triggers.outcome,
    sizes.conditions - met.conditions as unmet_conditions,
    {{ share('met.conditions', 'sizes.conditions') }} as met_share
from met
inner join sizes on met.trigger_key = sizes.trigger_key
inner join {{ ref('stg_triggers') }} as triggers on met.trigger_key = triggers.trigger_key
