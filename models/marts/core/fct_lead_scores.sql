with

scores as (
    select * from {{ ref('int_look_scores') }}
    where {{ is_look_of_now() }}
),

lacks as (
    select * from {{ ref('int_look_lacks') }}
    where {{ is_look_of_now() }}
),

statuses as (
    select * from {{ ref('int_status_spans') }}
    where valid_to is null
),

last_activity as (
    select
        lead_key,
        max(occurred_epoch) as activity_epoch
    from {{ ref('int_events') }}
    group by lead_key
),

first_mqls as (
    select
        lead_key,
        definition_key,
        min(mql_epoch) as mql_epoch
    from {{ ref('int_mqls') }}
    group by lead_key, definition_key
),

definitions as (
    select * from {{ ref('stg_definitions') }}
),

leads as (
    select * from {{ ref('int_leads') }}
)

select
    leads.lead_id,
    definitions.definition_id,
    definitions.version,
    {{ score('scores.fit_score') }} as fit_score,
    {{ score('scores.behavior_score') }} as behavior_score,
    {{ score('scores.bant_score') }} as bant_score,
    {{ score('scores.total_score') }} as total_score,
    scores.passes_gate,
    statuses.status,
    failure_sets.failed_rules,
    lacks.trigger_id as nearest_trigger_id,
    lacks.lacking,
    {{ timestamp_at('last_activity.activity_epoch') }} as last_activity_at,
    case
        when definitions.dormant_after_days is null then false
        else
            greatest(coalesce(last_activity.activity_epoch, leads.known_epoch), leads.known_epoch)
            < {{ as_of_epoch() }} - {{ days_to_seconds('definitions.dormant_after_days') }}
    end as is_dormant,
    {{ local_date('leads.known_at') }} as known_on,
    {{ timestamp_at('first_mqls.mql_epoch') }} as first_mql_at
from scores
inner join definitions on scores.definition_key = definitions.definition_key
inner join leads on scores.lead_key = leads.lead_key
inner join statuses on scores.lead_key = statuses.lead_key and scores.definition_key = statuses.definition_key
left join {{ ref('int_lead_failures') }} as failures
    on scores.lead_key = failures.lead_key and scores.definition_key = failures.definition_key
left join {{ ref('int_failure_sets') }} as failure_sets
    on failures.definition_key = failure_sets.definition_key and failures.set_print = failure_sets.set_print
left join lacks on scores.lead_key = lacks.lead_key and scores.definition_key = lacks.definition_key
left join first_mqls on scores.lead_key = first_mqls.lead_key and scores.definition_key = first_mqls.definition_key
left join last_activity on scores.lead_key = last_activity.lead_key
