select
    restatements.lead_id,
    definitions.definition_id,
    definitions.version,
    restatements.reported_as_of,
    restatements.reported_status,
    restatements.replayed_status,
    restatements.reported_at,
    restatements.first_reported_at,
    restatements.lead_key is not null as is_lead_known
from {{ ref('int_restatements') }} as restatements
inner join {{ ref('stg_definitions') }} as definitions on restatements.definition_key = definitions.definition_key
