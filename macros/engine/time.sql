{# The two ends of time, in epoch seconds: intervals that began before anyone looked, and intervals that are open. #}
{% macro beginning_of_time() -%} cast(-9000000000000 as {{ dbt.type_bigint() }}) {%- endmacro %}
{% macro end_of_time() -%} cast(9000000000000 as {{ dbt.type_bigint() }}) {%- endmacro %}
