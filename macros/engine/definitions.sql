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
