-- all that a definition version says, as one text, and a number for it that is the same in every database
{% set seeds = ['mql_definitions', 'fit_rules', 'scoring_rules', 'triggers', 'trigger_conditions'] %}

with

seed_rows as (
    {% for seed in seeds -%}
    select
        trim(definition_id) as definition_id,
        {{ to_integer('version') }} as version,
        '{{ seed }}|' || {{ seed_row_text(seed) }} as row_text
    from {{ ref(seed) }}
    {{- "\n    union all\n    " if not loop.last }}
    {%- endfor %}
),

contents as (
    select
        definition_id,
        version,
        {{ joined_text('row_text', '|', 'row_text') }} as content
    from seed_rows
    group by definition_id, version
)

select
    definition_id,
    version,
    content,
    {{ stable_key('content') }} as content_key
from contents
