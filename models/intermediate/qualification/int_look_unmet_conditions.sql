-- what the nearest trigger of a lead lacked when it was looked at, and what was found instead, to the two decimals that are shown
with

asked as {{ held() }} (
    select
        nearest.lead_key,
        nearest.definition_key,
        nearest.at_epoch,
        conditions.condition_key,
        conditions.metric,
        conditions.at_least
    from {{ ref('int_look_nearest') }} as nearest
    inner join {{ ref('stg_trigger_conditions') }} as conditions on nearest.trigger_key = conditions.trigger_key
),

unmet as (
    select
        asked.lead_key,
        asked.definition_key,
        asked.at_epoch,
        asked.condition_key,
        asked.at_least,
        cast(coalesce({{ score_named('asked.metric', 'scores') }}, counts.found, 0) as {{ type_double() }}) as found
    from asked
    inner join {{ ref('int_look_scores') }} as scores
        on
            asked.lead_key = scores.lead_key
            and asked.definition_key = scores.definition_key
            and asked.at_epoch = scores.at_epoch
    left join {{ ref('int_look_counts') }} as counts
        on
            asked.condition_key = counts.condition_key
            and asked.lead_key = counts.lead_key
            and asked.at_epoch = counts.at_epoch
    left join {{ ref('int_look_conditions') }} as met
        on
            asked.condition_key = met.condition_key
            and asked.lead_key = met.lead_key
            and asked.at_epoch = met.at_epoch
    where met.lead_key is null
)

select
    lead_key,
    definition_key,
    at_epoch,
    condition_key,
    {{ rounded('found', 2) }} as found,
    coalesce(found < at_least, false) as is_too_little
from unmet
