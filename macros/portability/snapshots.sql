{#
    Snapshots where rows cannot be changed. dbt-spark takes them on Delta and Iceberg only; on plain files (Parquet) the history is
    written anew, with what this build closes and opens, beside the one that is there, and then put in its place. As dbt's strategy
    `check` with columns of its own; a command that dies between the two last statements leaves the new one, and the next finds it.
#}
{% materialization snapshot, adapter='spark' %}
    {% set history = this.incorporate(type='table') %}
    {% set next = history.incorporate(path={'identifier': this.identifier ~ '__next'}) %}
    {% if config.get('strategy') != 'check' or config.get('check_cols') is string %}
        {% do exceptions.raise_compiler_error("On Spark a snapshot is of strategy check, with a list of columns: " ~ model.name ~ ".") %}
    {% endif %}
    {{ run_hooks(pre_hooks) }}
    {% if not load_relation(history) and load_relation(next) %}
        {% do adapter.rename_relation(next, history) %}
    {% endif %}
    {% set held = load_relation(history) %}
    {% do run_query('drop table if exists ' ~ next) %}
    {% call statement('main') %}
        create table {{ next }} {{ file_format_clause() }} as
        {{ history_after(held, model['compiled_code']) }}
    {% endcall %}
    {% if held %}{% do adapter.drop_relation(held) %}{% endif %}
    {% do adapter.rename_relation(next, history) %}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [history]}) }}
{% endmaterialization %}

{# The rows of a snapshot after this build: those held, closed where the build says otherwise or nothing, and those it opens. #}
{% macro history_after(held, reported) %}
    {% set now = snapshot_get_time() %}
    {% set columns = get_columns_in_query(reported) %}
    {% set key = config.get('unique_key') %}
    {% set is_same_key, is_same = [], [] %}
    {% for column in key %}{% do is_same_key.append('held.' ~ column ~ ' = reported.' ~ column) %}{% endfor %}
    {% for column in config.get('check_cols') %}{% do is_same.append('held.' ~ column ~ ' <=> reported.' ~ column) %}{% endfor %}
    with

    reported as (
        {{ reported }}
    ),

    {% if held -%}
    {%- set kept = adapter.get_columns_in_relation(held) | map(attribute='name') | list -%}
    held as (
        select
            {% for column in columns if column not in kept %}null as {{ column }}, {% endfor -%}
            *
        from {{ held }}
    ),

    {% endif -%}
    opened as (
        select
            {% for column in columns %}reported.{{ column }}, {% endfor %}
            md5(concat_ws('|', {% for column in key %}cast(reported.{{ column }} as string), {% endfor %}cast({{ now }} as string))) as dbt_scd_id,
            {{ now }} as dbt_updated_at,
            {{ now }} as dbt_valid_from,
            cast(null as timestamp) as dbt_valid_to
        from reported
        {% if held -%}
        left anti join held on {{ (is_same_key + is_same) | join(' and ') }} and held.dbt_valid_to is null
        {%- endif %}
    )

    select * from opened
    {% if held -%}
    union all
    select
        {% for column in columns %}held.{{ column }}, {% endfor %}
        held.dbt_scd_id,
        held.dbt_updated_at,
        held.dbt_valid_from,
        case
            when held.dbt_valid_to is not null then held.dbt_valid_to
            when reported.{{ key[0] }} is null then {{ now if config.get('hard_deletes') == 'invalidate' else 'null' }}
            when not ({{ is_same | join(' and ') }}) then {{ now }}
        end as dbt_valid_to
    from held
    left join reported on {{ is_same_key | join(' and ') }}
    {%- endif %}
{% endmacro %}
