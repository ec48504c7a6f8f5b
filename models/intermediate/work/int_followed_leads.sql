-- leads whose behaviour is followed anew: those at work, and everyone where a definition is
select lead_key
from {{ ref('int_work_leads') }}
union
select leads.lead_key
from {{ ref('int_leads') }} as leads
inner join {{ ref('int_work_definitions') }} as definitions on definitions.definition_key is not null
