-- a narrow key for every lead that ever was: given once and never again, so that what is kept from an earlier build still joins
{{ config(
    materialized='incremental',
    incremental_strategy='append',
) }}

with

survivors as (
    select distinct survivor_id as lead_id
    from {{ ref('stg_leads') }}
),

{% if is_incremental() -%}
newcomers as (
    select survivors.lead_id
    from survivors
    left join {{ this }} as known_leads on survivors.lead_id = known_leads.lead_id
    where known_leads.lead_id is null
),

last_key as (
    select coalesce(max(lead_key), 0) as lead_key
    from {{ this }}
)

select
    newcomers.lead_id,
    cast(last_key.lead_key + row_number() over (order by newcomers.lead_id) as {{ dbt.type_int() }}) as lead_key
from newcomers
cross join last_key
{%- else -%}
keyed as (
    select
        lead_id,
        cast(row_number() over (order by lead_id) as {{ dbt.type_int() }}) as lead_key
    from survivors
)

select
    lead_id,
    lead_key
from keyed
{%- endif %}
