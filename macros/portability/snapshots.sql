{% materialization snapshot, adapter='spark' %}
    {% set sql %}
        select
            reported.*,
            {{ snapshot_get_time() }} as dbt_valid_from,
            cast(null as timestamp) as dbt_valid_to
        from ({{ model['compiled_code'] }}) as reported
    {% endset %}
    {% set target = this.incorporate(type='table') %}
    {% do run_query('drop table if exists ' ~ target) %}
    {% call statement('main') %}{{ create_table_as(False, target, sql) }}{% endcall %}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
