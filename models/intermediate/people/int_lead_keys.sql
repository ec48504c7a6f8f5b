-- a narrow key for every lead that ever was
{{ config(materialized='incremental', incremental_strategy='append') }}

with

survivors as (
    select distinct survivor_id as lead_id
    from {{ ref('stg_leads') }}
),

{{ keys_given_once('survivors', 'lead_id', 'lead_key', dbt.type_int()) }}

select * from given
