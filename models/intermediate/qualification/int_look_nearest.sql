{% set nearest_first = ['unmet_conditions', '-met_share', 'trigger_rank', 'trigger_key', 'met_share'] %}

-- the trigger that was nearest when a lead was looked at
with

conditions as (
    select * from {{ ref('stg_trigger_conditions') }}
),

-- of what a lead has met nothing of, the trigger that asks least is the nearest; one that it has met part of can only be nearer
least_triggers as (
    select
        triggers.definition_key,
        triggers.trigger_key,
        triggers.trigger_rank,
        count(*) as unmet_conditions,
        row_number() over (partition by triggers.definition_key order by count(*) asc, triggers.trigger_rank asc) as nearness
    from {{ ref('stg_triggers') }} as triggers
    inner join conditions on triggers.trigger_key = conditions.trigger_key
    where triggers.outcome <> 'review'
    group by triggers.definition_key, triggers.trigger_key, triggers.trigger_rank
),

candidates as (
    select
        lead_key,
        definition_key,
        at_epoch,
        trigger_key,
        trigger_rank,
        unmet_conditions,
        met_share
    from {{ ref('int_look_triggers') }}
    where outcome <> 'review'
    union all
    select
        looks.lead_key,
        looks.definition_key,
        looks.at_epoch,
        least_triggers.trigger_key,
        least_triggers.trigger_rank,
        least_triggers.unmet_conditions,
        0 as met_share
    from {{ ref('int_look_scores') }} as looks
    inner join least_triggers on looks.definition_key = least_triggers.definition_key and least_triggers.nearness = 1
)

select
    lead_key,
    definition_key,
    at_epoch,
    {{ value_in_first('trigger_key', nearest_first) }} as trigger_key,
    {{ value_in_first('met_share', nearest_first) }} as met_share,
    {{ value_in_first('unmet_conditions', nearest_first) }} as unmet_conditions
from candidates
group by lead_key, definition_key, at_epoch
