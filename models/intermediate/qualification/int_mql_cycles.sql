-- the cycles of the definitions themselves, without those of their variants
select
    cycles.lead_key,
    cycles.definition_key,
    cycles.cycle_number,
    cycles.mql_epoch,
    cycles.trigger_key,
    cycles.reopens_epoch,
    cycles.span_ends_epoch
from {{ ref('int_evaluated_cycles') }} as cycles
inner join {{ ref('stg_definitions') }} as definitions on cycles.definition_key = definitions.definition_key
