select
    false_negatives.opportunity_id,
    definitions.definition_id,
    definitions.version,
    false_negatives.closed_at,
    false_negatives.reason,
    false_negatives.reason <> 'out_of_scope' as counts_in_rate,
    cast(false_negatives.people as {{ dbt.type_int() }}) as people,
    false_negatives.nearest_trigger_id,
    false_negatives.lacking
from {{ ref('int_false_negatives') }} as false_negatives
inner join {{ ref('stg_definitions') }} as definitions on false_negatives.definition_key = definitions.definition_key
