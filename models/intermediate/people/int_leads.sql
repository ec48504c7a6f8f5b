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
    keys.lead_key,
    survivors.lead_id,
    survivors.known_at,
    {{ epoch_seconds('survivors.known_at') }} as known_epoch
from survivors
inner join {{ ref('int_lead_keys') }} as keys on survivors.lead_id = keys.lead_id
