-- what this build reports of each lead: what the snapshot mql_status_audit keeps
with

scores as (
    select * from {{ ref('int_look_scores') }}
    where {{ is_look_of_now() }}
),

statuses as (
    select * from {{ ref('int_status_spans') }}
    where valid_to is null
)

select
    leads.lead_id,
    definitions.definition_id,
    definitions.version,
    statuses.status,
    scores.passes_gate,
    {{ as_of() }} as as_of
from scores
inner join statuses on scores.lead_key = statuses.lead_key and scores.definition_key = statuses.definition_key
inner join {{ ref('stg_definitions') }} as definitions on scores.definition_key = definitions.definition_key
inner join {{ ref('int_leads') }} as leads on scores.lead_key = leads.lead_key
