{#
    Tables that a build goes on from need deletes. Spark has none on plain files (Parquet): there every build makes every table anew,
    and nothing is asked of what the last one left.
#}
{% macro keeps_tables() %}
    {{ return(adapter.dispatch('keeps_tables', 'mql')()) }}
{% endmacro %}

{% macro default__keeps_tables() %}
    {% do return(true) %}
{% endmacro %}

{% macro spark__keeps_tables() %}
    {% do return(false) %}
{% endmacro %}

{# In the place of dbt's, for all models that are incremental. #}
{% macro is_incremental() %}
    {% do return(keeps_tables() and dbt.is_incremental()) %}
{% endmacro %}

{% materialization incremental, adapter='spark' %}
    {{ return(dbt.materialization_table_spark()) }}
{% endmaterialization %}
