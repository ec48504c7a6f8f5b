{# DuckDB has no roles: who can read the file, reads all of it. Elsewhere dbt grants what dbt_project.yml says. #}
{% macro duckdb__apply_grants(relation, grant_config, should_revoke=true) -%}
{%- endmacro %}
