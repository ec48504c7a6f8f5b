with

leads as (
    select * from {{ ref('stg_leads') }}
),

survivors as (
    select * from {{ ref('int_leads') }}
)

select
    leads.lead_id,
    survivors.lead_key,
    survivors.known_epoch
from leads
inner join survivors on leads.survivor_id = survivors.lead_id
