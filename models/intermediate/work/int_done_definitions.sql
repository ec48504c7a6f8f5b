-- the definitions and variants that the kept rows were made by
{% for name in tables_kept_by_lead() -%}
-- depends_on: {{ ref(name) }}
{% endfor %}

with

done as (
    select
        definition_key,
        variant_of
    from {{ ref('stg_evaluated_definitions') }}
)

{{ done_or_left('int_done_definitions') }}
