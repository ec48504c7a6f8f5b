-- the cycles of the definitions themselves, without those of their variants
select cycles.*
from {{ ref('int_evaluated_cycles') }} as cycles
inner join {{ ref('stg_definitions') }} as definitions on cycles.definition_key = definitions.definition_key
