{# How tables are made, and what columns they have, where dbt's own way does not do. #}

{# The columns of a node's table, none where it is not there: the adapter would begin a transaction in a hook that nobody commits. #}
{% macro columns_in_hook(node) %}
    {% do return(run_query(
        "select column_name from information_schema.columns where table_catalog = '" ~ sql_text(node.database) ~ "' and table_schema = '"
        ~ sql_text(node.schema) ~ "' and table_name = '" ~ sql_text(node.alias) ~ "'"
    ).columns[0].values() | list) %}
{% endmacro %}

{% materialization table, adapter='duckdb' %}
    {{ return(dbt.materialization_table_duckdb() if has_constraints() else made_at_once('table')) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {{ return(made_at_once('view')) }}
{% endmaterialization %}

{#
    How DuckDB makes a table or a view: under its own name, by one statement. Whoever reads sees the last one until then, and after a
    failure, but where a table becomes a view or a view a table. dbt-duckdb's own way makes each under another name, renames it and
    drops the last, in transactions of their own, and fills a table with a contract after it was made.
#}
{% macro made_at_once(type) %}
    {% set last, made = load_cached_relation(this), this.incorporate(type=type) %}
    {{ run_hooks(pre_hooks, inside_transaction=false) }}
    {{ run_hooks(pre_hooks) }}
    {% if last is not none and last.type != type %}{% do adapter.drop_relation(last) %}{% endif %}
    {% call statement('main', auto_begin=false) %}
        {{ config.get('sql_header') or '' }}
        create or replace {{ type }} {{ made }} as (
            {{ as_agreed(compiled_code) }}
        )
    {% endcall %}
    {% if type == 'table' %}{% do create_indexes(made) %}{% endif %}
    {% do persist_docs(made, model) %}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=false) }}
    {% do return({'relations': [made]}) %}
{% endmacro %}

{# A query, with the columns of the model's contract in their order; an error where it has others. #}
{% macro as_agreed(query) -%}
    {%- if config.get('contract').enforced -%}
    {{ get_assert_columns_equivalent(query) }}
    {{ get_select_subquery(query) }}
    {%- else -%}
    {{ query }}
    {%- endif -%}
{%- endmacro %}

{# A kept table that a build goes on from is dbt-duckdb's matter. #}
{% materialization incremental, adapter='duckdb' %}
    {{ return(dbt.materialization_incremental_duckdb() if is_incremental() or has_constraints() else made_at_once('table')) }}
{% endmaterialization %}

{# Whether a contract has constraints, as none of the project's has: a table that is made by one statement cannot have them. #}
{% macro has_constraints() %}
    {% do return(model.constraints or model.columns.values() | selectattr('constraints') | list) %}
{% endmacro %}

{# The types that contracts and seeds name, as Postgres names them. #}
{% macro postgres_type(type) -%}
    {% do return({'double': 'double precision', 'varchar': 'text'}.get(type, type)) %}
{%- endmacro %}

{% macro postgres_columns(columns) %}
    {% set typed = {} %}
    {% for name, column in columns.items() %}
        {% set copied = {} %}
        {% do copied.update(column) %}
        {% do copied.update({'data_type': postgres_type(column.data_type)}) %}
        {% do typed.update({name: copied}) %}
    {% endfor %}
    {% do return(typed) %}
{% endmacro %}

{% macro postgres__get_empty_schema_sql(columns) %}
    {{ default__get_empty_schema_sql(postgres_columns(columns)) }}
{% endmacro %}

{% macro postgres__get_table_columns_and_constraints() -%}
    ({{ adapter.render_raw_columns_constraints(raw_columns=postgres_columns(model['columns'])) | join(', ') }})
{%- endmacro %}

{# Numbers are of one kind to a contract there, since sums and quotients of whole numbers are decimals: the table has the contract's types. #}
{% macro postgres__format_column(column) %}
    {% set type = 'number' if column.dtype in ['INTEGER', 'LONGINTEGER', 'DECIMAL', 'FLOAT'] else column.dtype %}
    {% do return({'name': column.name, 'data_type': type, 'formatted': column.column | lower ~ ' ' ~ type}) %}
{% endmacro %}

{% macro postgres__create_csv_table(model, agate_table) %}
    {% set columns = [] %}
    {% for name, type in model.config.column_types.items() %}
        {% do columns.append(name ~ ' ' ~ postgres_type(type)) %}
    {% endfor %}
    {% set sql = 'create table ' ~ this ~ ' (' ~ columns | join(', ') ~ ')' %}
    {% call statement('_') %}{{ sql }}{% endcall %}
    {% do return(sql) %}
{% endmacro %}

{# Text is `varchar` in contracts and seeds; Spark's varchar must have a length. #}
{% macro spark_type(type) %}
    {% do return('string' if type in ['varchar', 'text'] else type) %}
{% endmacro %}

{% macro spark__get_empty_schema_sql(columns) %}
    {% set typed = {} %}
    {% for name, column in columns.items() %}
        {% do typed.update({name: dict(column, data_type=spark_type(column['data_type']))}) %}
    {% endfor %}
    {{ return(default__get_empty_schema_sql(typed)) }}
{% endmacro %}

{# dbt-spark's puts the values in without escaping what stands in them. #}
{% macro spark__load_csv_rows(model, agate_table) %}
    {% set columns, names, statements = [], [], [] %}
    {% for column in seed_columns(model, agate_table) %}
        {% do names.append('column_' ~ loop.index) %}
        {% do columns.append('cast(' ~ names[-1] ~ ' as ' ~ column.type ~ ')') %}
    {% endfor %}
    {% for batch in agate_table.rows | batch(get_batch_size()) %}
        {% set rows = [] %}
        {% for row in batch %}
            {% set values = [] %}
            {% for value in row %}
                {% do values.append('null' if value is none else "'" ~ value | string | replace('\\', '\\\\') | replace("'", "\\'") ~ "'") %}
            {% endfor %}
            {% do rows.append('(' ~ values | join(', ') ~ ')') %}
        {% endfor %}
        {% do statements.append(
            'insert into ' ~ this.render() ~ ' select ' ~ columns | join(', ') ~ ' from values ' ~ rows | join(', ')
            ~ ' as given (' ~ names | join(', ') ~ ')'
        ) %}
        {% do adapter.add_query(statements[-1], abridge_sql_log=True) %}
    {% endfor %}
    {{ return(statements | first) }}
{% endmacro %}

{% macro spark__create_csv_table(model, agate_table) %}
    {% set columns = [] %}
    {% for column in seed_columns(model, agate_table) %}{% do columns.append(column.name ~ ' ' ~ column.type) %}{% endfor %}
    {% set sql = 'create table ' ~ this.render() ~ ' (' ~ columns | join(', ') ~ ') ' ~ file_format_clause() %}
    {% do run_query(sql) %}
    {{ return(sql) }}
{% endmacro %}

{% macro seed_columns(model, agate_table) %}
    {% set columns = [] %}
    {% for name in agate_table.column_names %}
        {% set type = model['config'].get('column_types', {}).get(name) or adapter.convert_type(agate_table, loop.index0) %}
        {% do columns.append({'name': adapter.quote(name), 'type': spark_type(type)}) %}
    {% endfor %}
    {% do return(columns) %}
{% endmacro %}
