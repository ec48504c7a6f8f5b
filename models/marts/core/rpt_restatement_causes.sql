select
    causes.lead_id,
    definitions.definition_id,
    definitions.version,
    causes.reported_as_of,
    cast(causes.cause_number as {{ dbt.type_int() }}) as cause_number,
    causes.cause,
    causes.table_name,
    causes.row_key,
    causes.row_at,
    causes.landed_at as loaded_at
from {{ ref('int_restatement_causes') }} as causes
inner join {{ ref('stg_definitions') }} as definitions on causes.definition_key = definitions.definition_key
