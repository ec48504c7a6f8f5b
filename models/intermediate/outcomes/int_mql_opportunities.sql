-- the deals of the MQLs of the definitions themselves, without those of their variants
select opportunities.*
from {{ ref('int_evaluated_opportunities') }} as opportunities
inner join {{ ref('stg_definitions') }} as definitions on opportunities.definition_key = definitions.definition_key
