{# What planners are told, where they do not find out by themselves. #}

{#
    How a model's joins are planned on Postgres. It knows nothing of the rows of a CTE that is read twice, takes them for few, and
    compares row by row what is in fact large: for hours. It is told to sort or to hash instead, for the model's own transaction.
#}
{% macro postgres__create_table_as(temporary, relation, sql) -%}
    set local enable_nestloop = off;
    {{ dbt.postgres__create_table_as(temporary, relation, sql) }}
    {{ count_for_planner(relation) }}
{%- endmacro %}

{#
    What the planner of the next model must know of a table that was just written: how many rows it has, and which. Postgres counts by
    itself only some time later, and joins large tables row by row until then.
#}
{% macro count_for_planner(relation) -%}
    {{ return(adapter.dispatch('count_for_planner', 'mql')(relation)) }}
{%- endmacro %}

{% macro default__count_for_planner(relation) -%}
{%- endmacro %}

{% macro postgres__count_for_planner(relation) -%}
    analyze {{ relation }};
{%- endmacro %}

{# What stands before the query of a CTE that is read more than once and too large to be held: each reader computes what it takes. #}
{% macro streamed() -%}
    {{ return(adapter.dispatch('streamed', 'mql')()) }}
{%- endmacro %}

{% macro default__streamed() -%}
{%- endmacro %}

{% macro duckdb__streamed() -%} not materialized {%- endmacro %}

{#
    What stands before the query of a CTE that is made before it is read on: where a planner would else do later joins first, and where
    rows of a small table are on their way through larger joins. DuckDB 2.0.0 hands those on as a dictionary; where a join that they
    pass spills to disk, the join or aggregate after that one ends with an internal error ("dict-surviving"), which takes the whole
    database down. Rows that were held are handed on as they are.
#}
{% macro held() -%}
    {{ return(adapter.dispatch('held', 'mql')()) }}
{%- endmacro %}

{% macro default__held() -%}
{%- endmacro %}

{% macro duckdb__held() -%} materialized {%- endmacro %}
