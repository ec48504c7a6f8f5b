-- definitions and variants that are new, those that are gone, and those whose key was another one's
-- a definition is at work with its variants: whose behaviour matters to it depends on them
{% set left_definitions = left_by_last_build('int_done_contents') %}

with

definitions as (
    select
        definition_key,
        variant_of,
        content_key
    from {{ ref('stg_evaluated_definitions') }}
)

{%- if left_definitions is none %}

select definition_key
from definitions
{%- else %},

changed as (
    select
        coalesce(definitions.definition_key, left_definitions.definition_key) as definition_key,
        coalesce(definitions.variant_of, left_definitions.variant_of) as variant_of
    from definitions
    full outer join {{ left_definitions }} as left_definitions on definitions.definition_key = left_definitions.definition_key
    where
        definitions.definition_key is null
        or left_definitions.definition_key is null
        or definitions.content_key <> left_definitions.content_key
        or definitions.variant_of <> left_definitions.variant_of
)

select definition_key
from changed
union
select variant_of as definition_key
from changed
{%- endif %}
