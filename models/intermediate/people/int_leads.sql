with

leads as (
    select * from {{ ref('stg_leads') }}
),

survivors as (
    select
        survivor_id as lead_id,
        min(created_at) as known_at
    from leads
    group by survivor_id
)

select
    cast(row_number() over (order by lead_id) as {{ dbt.type_int() }}) as lead_key,
    lead_id,
    known_at,
    {{ epoch_seconds('known_at') }} as known_epoch
from survivors
