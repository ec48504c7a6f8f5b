with

scores as (
    select * from {{ ref('int_look_scores') }}
    where {{ is_look_of_now() }} and passes_gate
),

active_triggers as (
    select * from {{ ref('int_look_triggers') }}
    where {{ is_look_of_now() }} and unmet_conditions = 0
),

handed_over as (
    select distinct
        lead_key,
        definition_key
    from active_triggers
    where outcome <> 'review'
    union
    select distinct
        lead_key,
        definition_key
    from {{ ref('int_mqls') }}
    where coalesce(reopens_epoch, {{ end_of_time() }}) > {{ as_of_epoch() }}
),

review_triggers as (
    select
        active_triggers.*,
        row_number() over (partition by lead_key, definition_key order by trigger_rank) as choice
    from active_triggers
    where outcome = 'review'
)

select
    leads.lead_id,
    definitions.definition_id,
    definitions.version,
    review_triggers.trigger_id
from scores
inner join review_triggers
    on
        scores.lead_key = review_triggers.lead_key
        and scores.definition_key = review_triggers.definition_key
        and review_triggers.choice = 1
left join handed_over
    on scores.lead_key = handed_over.lead_key and scores.definition_key = handed_over.definition_key
inner join {{ ref('stg_definitions') }} as definitions on scores.definition_key = definitions.definition_key
inner join {{ ref('int_leads') }} as leads on scores.lead_key = leads.lead_key
where handed_over.lead_key is null
