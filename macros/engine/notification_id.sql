{# The id of a notification: its kind and what it is about, never what may change. #}
{% macro notification_id(kind, subject) -%}
    {{ kind }} || '|' || {{ subject }}
{%- endmacro %}
