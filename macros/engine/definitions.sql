{# var('definitions'): the definition_ids to build; blank builds all. #}
{% macro is_selected_definition(column) -%}
    {{ is_named_definition(column, var('definitions', none), 'true') }}
{%- endmacro %}

{# var('backtest_definitions'): the definition_ids whose variants are evaluated beside them; blank, none. #}
{% macro is_backtested_definition(column) -%}
    {{ is_named_definition(column, var('backtest_definitions', none), 'false') }}
{%- endmacro %}

{# Whether a list of definition_ids, or a single one, has it; what holds where there is no list. #}
{% macro is_named_definition(column, wanted, without_list) -%}
    {%- if wanted -%}
        {%- set quoted = [] -%}
        {%- for definition in ([wanted] if wanted is string else wanted) -%}
            {%- do quoted.append("'" ~ (definition | trim | replace("'", "''")) ~ "'") -%}
        {%- endfor -%}
        trim({{ column }}) in ({{ quoted | join(', ') }})
    {%- else -%}
        {{ without_list }}
    {%- endif -%}
{%- endmacro %}

{# At the end of a run: who is on duty, where var('active_definition') names a definition that is not among those built. #}
{% macro announce_active_definition(results) %}
    {% if execute %}
        {% for result in results if result.node.name == 'stg_definitions' and result.status | string == 'success' %}
            {% set on_duty = run_query('select distinct definition_id from ' ~ result.node.relation_name ~ ' where is_active').columns[0].values() %}
            {% if on_duty and on_duty[0] != var('active_definition') %}
                {% do print(
                    "active_definition is '" ~ var('active_definition') ~ "', which is not among the definitions built: queues and notifications speak of '"
                    ~ on_duty[0] ~ "'. To choose, --vars 'active_definition: …'."
                ) %}
            {% endif %}
        {% endfor %}
    {% endif %}
{% endmacro %}

{# At the end of a run: which names of var('backtest_definitions') are not among the definitions built, so that nothing is replayed. #}
{% macro announce_unknown_backtests(results) %}
    {% set wanted = var('backtest_definitions', none) or [] %}
    {% if execute and wanted %}
        {% for result in results if result.node.name == 'stg_definitions' and result.status | string == 'success' %}
            {% set built = run_query('select distinct definition_id from ' ~ result.node.relation_name ~ ' order by 1').columns[0].values() | list %}
            {% for definition in ([wanted] if wanted is string else wanted) if definition | trim not in built %}
                {% do print(
                    "backtest_definitions names '" ~ definition ~ "', which is not among the definitions built: " ~ built | join(', ')
                    ~ ". Nothing is replayed for it."
                ) %}
            {% endfor %}
        {% endfor %}
    {% endif %}
{% endmacro %}

{#
    The key of a part of a definition: as far after the definition's own as the part comes among those of its kind. Their order, by a number
    made of the id, is the same in every database; a definition with another part is another definition.
#}
{% macro part_key(definition_key, part_id) -%}
    cast(
        {{ definition_key }} + dense_rank() over (partition by {{ definition_key }} order by {{ stable_key('trim(' ~ part_id ~ ')') }})
        as {{ dbt.type_bigint() }}
    )
{%- endmacro %}

{# A row of a seed of texts as one text: null and blank differ, and so do two columns. #}
{% macro seed_row_text(seed) -%}
    {%- set columns = [] -%}
    {%- if execute and model.resource_type != 'unit_test' -%}
        {%- do columns.extend(node_named(seed, 'seed').config.column_types.keys()) -%}
    {%- endif -%}
    {%- for column in columns -%}
    coalesce('=' || {{ column }}, '') || '|'{{ ' || ' if not loop.last }}
    {%- else -%}
    ''
    {%- endfor -%}
{%- endmacro %}
