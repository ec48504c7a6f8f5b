{# var('definitions'): the definition_ids to build; blank builds all. #}
{% macro is_selected_definition(column) -%}
    {%- set wanted = var('definitions', none) -%}
    {%- if wanted -%}
        {%- set quoted = [] -%}
        {%- for definition in ([wanted] if wanted is string else wanted) -%}
            {%- do quoted.append("'" ~ (definition | trim | replace("'", "''")) ~ "'") -%}
        {%- endfor -%}
        trim({{ column }}) in ({{ quoted | join(', ') }})
    {%- else -%}
        true
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
