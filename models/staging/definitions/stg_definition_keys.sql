-- a narrow key for all that a definition ever said; those after it are for its parts, of each kind fewer than the step
{{ config(materialized='incremental', incremental_strategy='append') }}

with

contents as (
    select * from {{ ref('stg_definition_contents') }}
),

{{ keys_given_once('contents', 'content_key', 'definition_key', dbt.type_bigint(), step=10000) }}

select * from given
