{# The key of an MQL in the marts, of the relations that hold its definition, its lead and its cycle. #}
{% macro mql_id(definitions='definitions', leads='leads', mqls='mqls') -%}
    {{ definitions }}.definition_id || '|' || cast({{ definitions }}.version as {{ dbt.type_string() }}) || '|' || {{ leads }}.lead_id
    || '|' || cast({{ mqls }}.cycle_number as {{ dbt.type_string() }})
{%- endmacro %}
