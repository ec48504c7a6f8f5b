{# The id of an MQL, of the relations that hold its definition, its lead and its cycle. #}
{% macro mql_id(definitions='definitions', leads='leads', mqls='mqls') -%}
    {{ definitions }}.definition_id || '|' || cast({{ definitions }}.version as {{ dbt.type_string() }}) || '|' || {{ leads }}.lead_id
    || '|' || cast({{ mqls }}.cycle_number as {{ dbt.type_string() }})
{%- endmacro %}

{# The id of a notification: its kind and what it is about, never what may change. #}
{% macro notification_id(kind, subject) -%}
    {{ kind }} || '|' || {{ subject }}
{%- endmacro %}
