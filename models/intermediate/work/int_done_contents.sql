-- the definitions and variants that the kept rows were made by, and what they said
{% for name in tables_kept_by_lead() -%}
-- depends_on: {{ ref(name) }}
{% endfor %}

with

done as (
    select
        definition_key,
        variant_of,
        content_key
    from {{ ref('stg_evaluated_definitions') }}
)

{{ done_or_left('int_done_contents') }}
