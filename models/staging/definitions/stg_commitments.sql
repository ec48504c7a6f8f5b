with

commitments as (
    select * from {{ ref('commitments') }}
),

definitions as (
    select * from {{ ref('stg_definitions') }}
)

select
    definitions.definition_key,
    trim(commitments.commitment_id) as commitment_id,
    lower(trim(commitments.side)) as side,
    lower(trim(commitments.metric)) as metric,
    lower(trim(commitments.comparison)) as comparison,
    {{ to_number('commitments.target') }} as target,
    lower(trim(commitments.unit)) as unit,
    commitments.description,
    commitments.basis,
    commitments.note
from commitments
inner join definitions
    on
        trim(commitments.definition_id) = definitions.definition_id
        and {{ to_integer('commitments.version') }} = definitions.version
