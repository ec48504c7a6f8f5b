with

metric_bands as (
    select * from {{ ref('metric_bands') }}
),

definitions as (
    select * from {{ ref('stg_definitions') }}
)

select
    definitions.definition_key,
    lower(trim(metric_bands.metric)) as metric,
    trim(metric_bands.band) as band,
    {{ to_number('metric_bands.lower') }} as lower,
    {{ to_number('metric_bands.upper') }} as upper,
    lower(trim(metric_bands.severity)) as severity,
    metric_bands.action,
    metric_bands.basis,
    metric_bands.note
from metric_bands
inner join definitions
    on
        trim(metric_bands.definition_id) = definitions.definition_id
        and {{ to_integer('metric_bands.version') }} = definitions.version
