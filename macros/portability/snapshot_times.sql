{#
    The time that dbt's snapshots write: that at which the build began, and not that of each statement, so that what one build
    wrote in several snapshots can be told from what the next one wrote.
#}
{% macro duckdb__snapshot_get_time() -%} {{ start_of_build() }} {%- endmacro %}

{% macro postgres__snapshot_get_time() -%} {{ start_of_build() }} {%- endmacro %}

{% macro start_of_build() -%}
    cast('{{ run_started_at.astimezone(modules.pytz.utc).strftime("%Y-%m-%d %H:%M:%S.%f") }}' as timestamp)
{%- endmacro %}

{% macro spark__snapshot_get_time() -%}
    timestamp '{{ run_started_at.astimezone(modules.pytz.utc).strftime("%Y-%m-%d %H:%M:%S.%f") }}'
{%- endmacro %}
