{# Functions of the project's own, in a schema beside its others: what a database has no word for, or what SQL would say at length. #}

{% macro of_project(function) -%}
    {{ target.schema }}_functions.{{ function }}
{%- endmacro %}

{# Makes them, before any model runs. #}
{% macro create_functions() %}
    {% do run_query("create schema if not exists " ~ target.schema ~ "_functions") %}
    {% for statements in project_functions() %}{% do run_query(statements) %}{% endfor %}
{% endmacro %}

{# The statements that make them. #}
{% macro project_functions() %}
    {{ return(adapter.dispatch('project_functions', 'mql')()) }}
{% endmacro %}

{% macro default__project_functions() %}
    {% do return([]) %}
{% endmacro %}
