-- a narrow key for all that a definition ever said: given once and never again, so that what is kept from an earlier build still joins
{{ config(materialized='incremental', incremental_strategy='append') }}

with

contents as (
    select * from {{ ref('stg_definition_contents') }}
),

{% if goes_on_from_last_build() -%}
known_keys as (
    select * from {{ this }}
),

newcomers as (
    select content_key
    from contents
    where content_key not in (select known_keys.content_key from known_keys)
),

last_keys as (
    select coalesce(max(definition_key), 0) as definition_key
    from known_keys
)
{%- else -%}
newcomers as (
    select content_key
    from contents
),

last_keys as (
    select 0 as definition_key
)
{%- endif %}

select
    newcomers.content_key,
    cast(
        last_keys.definition_key + {{ keys_of_a_definition() }} * row_number() over (order by newcomers.content_key)
        as {{ dbt.type_bigint() }}
    ) as definition_key
from newcomers
cross join last_keys
