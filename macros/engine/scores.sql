{# A score as the marts show it: points to six decimals, so that the order in which awards were summed shows nowhere. #}
{% macro score(column) -%}
    cast(round(cast({{ column }} as {{ type_double() }}), 6) as {{ type_double() }})
{%- endmacro %}

{# A sum, to six decimals: the order in which it was summed must show nowhere. #}
{% macro summed(expression) -%} round(cast({{ expression }} as {{ type_double() }}), 6) {%- endmacro %}
