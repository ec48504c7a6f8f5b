-- when the behavior score of a lead under a definition is read
select
    instants.lead_key,
    triggers.definition_key,
    instants.at_epoch
from {{ ref('int_candidate_instants') }} as instants
inner join {{ ref('int_trigger_needs') }} as triggers on instants.trigger_key = triggers.trigger_key
union
select
    lead_key,
    definition_key,
    at_epoch
from {{ ref('int_looks') }}
