{# The two ends of time, in epoch seconds: intervals that began before anyone looked, and intervals that are open. #}
{% macro beginning_of_time() -%} cast(-9000000000000 as {{ dbt.type_bigint() }}) {%- endmacro %}
{% macro end_of_time() -%} cast(9000000000000 as {{ dbt.type_bigint() }}) {%- endmacro %}

{# The first day of the local quarter of a moment in epoch seconds, in the reporting time zone. #}
{% macro local_quarter(epoch) -%}
    cast({{ dbt.date_trunc('quarter', local_date(timestamp_at(epoch))) }} as date)
{%- endmacro %}

{# A quarter as a person writes it, from its first day: 2026-Q2. #}
{% macro quarter_name(date) -%}
    cast(extract(year from {{ date }}) as {{ dbt.type_string() }}) || '-Q' || cast(extract(quarter from {{ date }}) as {{ dbt.type_string() }})
{%- endmacro %}

{# Whole days in seconds: a number that a hundred years do not overflow. #}
{% macro days_to_seconds(days) -%} cast({{ days }} as {{ dbt.type_bigint() }}) * 86400 {%- endmacro %}

{# A length of time in seconds, as a number of months, days, hours or minutes with its fraction. #}
{% macro months_of(seconds) -%} ({{ seconds }}) / cast(86400 * 365.25 / 12 as {{ type_double() }}) {%- endmacro %}
{% macro days_of(seconds) -%} ({{ seconds }}) / cast(86400 as {{ type_double() }}) {%- endmacro %}
{% macro hours_of(seconds) -%} ({{ seconds }}) / cast(3600 as {{ type_double() }}) {%- endmacro %}
{% macro minutes_of(seconds) -%} ({{ seconds }}) / cast(60 as {{ type_double() }}) {%- endmacro %}
