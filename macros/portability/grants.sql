{# DuckDB has no roles: who can read the file, reads all of it. Elsewhere dbt grants what dbt_project.yml says. #}
{% macro duckdb__apply_grants(relation, grant_config, should_revoke=true) -%}
{%- endmacro %}

{# Plain Spark has none either: only asked for where somebody is to be granted something. #}
{% macro spark__apply_grants(relation, grant_config, should_revoke=true) -%}
    {%- if grant_config.values() | map('length') | sum -%}
        {{ dbt.default__apply_grants(relation, grant_config, should_revoke) }}
    {%- endif -%}
{%- endmacro %}
