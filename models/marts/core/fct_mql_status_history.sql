select
    leads.lead_id,
    definitions.definition_id,
    definitions.version,
    spans.status,
    {{ timestamp_at('spans.valid_from') }} as valid_from,
    {{ timestamp_at('spans.valid_to') }} as valid_to
from {{ ref('int_status_spans') }} as spans
inner join {{ ref('stg_definitions') }} as definitions on spans.definition_key = definitions.definition_key
inner join {{ ref('int_leads') }} as leads on spans.lead_key = leads.lead_key
