{#
    The CTE `given`, for a model that appends: narrow keys of the ids in the CTE `ids` that have none yet, counted on from the last one,
    `step` by `step`. A key is given once and never again, so that what is kept from an earlier build still joins.
#}
{% macro keys_given_once(ids, id, key, type, step=1) -%}
{% if goes_on_from_last_build() -%}
known_keys as (
    select * from {{ this }}
),

newcomers as (
    select {{ id }}
    from {{ ids }}
    where {{ id }} not in (select known_keys.{{ id }} from known_keys)
),

last_keys as (
    select coalesce(max({{ key }}), 0) as {{ key }}
    from known_keys
),
{%- else -%}
newcomers as (
    select {{ id }}
    from {{ ids }}
),

last_keys as (
    select 0 as {{ key }}
),
{%- endif %}

given as (
    select
        newcomers.{{ id }},
        cast(last_keys.{{ key }} + {{ step }} * row_number() over (order by newcomers.{{ id }}) as {{ type }}) as {{ key }}
    from newcomers
    cross join last_keys
)
{%- endmacro %}
