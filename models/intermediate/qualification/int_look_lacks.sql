-- the nearest trigger of each lead when it was looked at, and what it lacked
with

nearest as (
    select
        nearest.*,
        triggers.trigger_id,
        triggers.trigger_rank
    from {{ ref('int_look_nearest') }} as nearest
    inner join {{ ref('stg_triggers') }} as triggers on nearest.trigger_key = triggers.trigger_key
),

unmet as (
    select
        nearest.lead_key,
        nearest.definition_key,
        nearest.at_epoch,
        conditions.condition_id,
        conditions.metric,
        conditions.subject,
        conditions.window_seconds,
        conditions.at_least,
        conditions.at_most,
        coalesce({{ score_named('conditions.metric', 'scores') }}, counts.found, 0) as found
    from nearest
    inner join {{ ref('stg_trigger_conditions') }} as conditions on nearest.trigger_key = conditions.trigger_key
    inner join {{ ref('int_look_scores') }} as scores
        on
            nearest.lead_key = scores.lead_key
            and nearest.definition_key = scores.definition_key
            and nearest.at_epoch = scores.at_epoch
    left join {{ ref('int_look_counts') }} as counts
        on
            conditions.condition_key = counts.condition_key
            and nearest.lead_key = counts.lead_key
            and nearest.at_epoch = counts.at_epoch
    left join {{ ref('int_look_conditions') }} as met
        on
            conditions.condition_key = met.condition_key
            and nearest.lead_key = met.lead_key
            and nearest.at_epoch = met.at_epoch
    where met.lead_key is null
),

lacks as (
    select
        lead_key,
        definition_key,
        at_epoch,
        condition_id,
        condition_id || ': ' || case
            when metric = 'fit_rule' then 'rule ' || subject || ' does not hold'
            else
                case when metric = 'event_count' then subject else metric end
                || ' ' || {{ number_text(rounded('cast(found as ' ~ type_double() ~ ')', 2)) }}
                || case when window_seconds is not null then ' in ' || {{ number_text(hours_of('window_seconds')) }} || ' hours' else '' end
                || case
                    when found < at_least then ', needs ' || {{ number_text('at_least') }}
                    else ', needs at most ' || {{ number_text('at_most') }}
                end
        end as lack
    from unmet
),

listed as (
    select
        lead_key,
        definition_key,
        at_epoch,
        {{ joined_text('lack', '; ', 'condition_id') }} as lacking
    from lacks
    group by lead_key, definition_key, at_epoch
)

select
    nearest.lead_key,
    nearest.definition_key,
    nearest.at_epoch,
    nearest.trigger_id,
    nearest.trigger_rank,
    nearest.unmet_conditions,
    nearest.met_share,
    coalesce(listed.lacking, 'a new event') as lacking
from nearest
left join listed
    on
        nearest.lead_key = listed.lead_key
        and nearest.definition_key = listed.definition_key
        and nearest.at_epoch = listed.at_epoch
