-- what sales said of the MQLs of the definitions themselves, without those of their variants
select decisions.*
from {{ ref('int_evaluated_decisions') }} as decisions
inner join {{ ref('stg_definitions') }} as definitions on decisions.definition_key = definitions.definition_key
