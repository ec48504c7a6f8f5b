-- what marts read of definitions inside the engine knows the definitions themselves and none of their variants
{% set read_by_marts = [
    'int_mql_cycles', 'int_mql_decisions', 'int_mql_opportunities', 'int_mqls', 'int_mqls_in_force', 'int_mql_stages', 'int_mql_clocks',
    'int_scores', 'int_look_lacks', 'int_look_failed_rules', 'int_status_spans', 'int_funnel_entries', 'int_false_negatives',
] %}

with

definition_keys as (
    {% for model in read_by_marts -%}
    select distinct
        '{{ model }}' as model,
        definition_key
    from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    definition_keys.model,
    definition_keys.definition_key
from definition_keys
left join {{ ref('stg_definitions') }} as definitions on definition_keys.definition_key = definitions.definition_key
where definitions.definition_key is null
