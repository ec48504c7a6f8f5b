{# Where dbt-spark and Spark do not take what the project says of types and values. #}

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
