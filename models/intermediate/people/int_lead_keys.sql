-- a narrow key for every lead that ever was: given once and never again, so that what is kept from an earlier build still joins
{{ config(materialized='incremental', incremental_strategy='append') }}

with

survivors as (
    select distinct survivor_id as lead_id
    from {{ ref('stg_leads') }}
),

{% if goes_on_from_last_build() -%}
known_leads as (
    select * from {{ this }}
),

newcomers as (
    select lead_id
    from survivors
    where lead_id not in (select known_leads.lead_id from known_leads)
),

last_keys as (
    select coalesce(max(lead_key), 0) as lead_key
    from known_leads
)
{%- else -%}
newcomers as (
    select * from survivors
),

last_keys as (
    select 0 as lead_key
)
{%- endif %}

select
    newcomers.lead_id,
    cast(last_keys.lead_key + row_number() over (order by newcomers.lead_id) as {{ dbt.type_int() }}) as lead_key
from newcomers
cross join last_keys
