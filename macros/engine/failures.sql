{# At the end of a run: what the failed definition checks found, in words. #}
{% macro explain_failures(results) %}
{% endmacro %}
