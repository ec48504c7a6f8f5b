{# The key of an MQL, of the aliases definitions, leads and mqls. #}
{% macro mql_id() -%}
    definitions.definition_id || '|' || cast(definitions.version as {{ dbt.type_string() }}) || '|' || leads.lead_id
    || '|' || cast(mqls.cycle_number as {{ dbt.type_string() }})
{%- endmacro %}
