{# Raw tables that a team keeps in a schema of the database: the views of the contract over them, in a schema of the project's own. #}

{% macro postgres__register_raw_tables() %}
    {% do check_postgres_database() %}
    {% do create_functions() %}
    {% do register_raw_schema(postgres_raw_tables(), "Files are loaded by scripts/load_raw.py.") %}
    {% do end_hook() %}
{% endmacro %}

{# Outside of models dbt ends no transaction, where there is one. #}
{% macro end_hook() %}
    {% do adapter.dispatch('end_hook', 'mql')() %}
{% endmacro %}

{% macro default__end_hook() %}
{% endmacro %}

{% macro postgres__end_hook() %}
    {% do run_query('commit') %}
{% endmacro %}

{% macro register_raw_schema(found, advice) %}
    {% set absent, selects = [], {} %}
    {% for table in graph.sources.values() if table.source_name == 'raw' %}
        {% if table.name not in found and table.config.meta.required %}
            {% do exceptions.raise_compiler_error(
                "Raw table '" ~ table.name ~ "' is required and was not found in schema '" ~ var('raw_schema') ~ "'"
                ~ (" of database '" ~ target.dbname ~ "'" if target.dbname else "") ~ " (var raw_schema). Found: "
                ~ (found.keys() | sort | join(', ') or 'no table') ~ ". " ~ advice
            ) %}
        {% elif table.name not in found %}
            {% do absent.append(table.name) %}
        {% endif %}
        {% do selects.update({table.name: raw_table_select(table, found.get(table.name))}) %}
    {% endfor %}
    {% do run_query("create schema if not exists " ~ contract_schema()) %}
    {% for table, select in selects.items() %}{% do replace_view(suppression(table), select) %}{% endfor %}
    {% do suppress_people(selects) %}
    {% if absent %}
        {% do log("Optional raw tables not found, read as empty: " ~ absent | join(', '), info=true) %}
    {% endif %}
{% endmacro %}

{# What the order of texts rests on, and what lower() knows: found out by trying, since the names of collations differ by system. #}
{% macro check_postgres_database() %}
    {% set found = run_query(
        "select 'B' < 'a' and 'a-b' < 'aa' and 'z' < U&'\\00E9' as is_bytewise, lower(U&'\\00C4') = U&'\\00E4' as knows_letters, "
        ~ "current_setting('server_encoding') as encoding, current_setting('DateStyle') like 'ISO%' as is_iso, "
        ~ "datcollate as collation, datctype as letters from pg_database where datname = current_database()"
    ).rows[0] %}
    {% set made_by = "createdb --template template0 --encoding UTF8 --lc-collate C --lc-ctype C.UTF-8 " ~ target.dbname %}
    {% if not (found.is_bytewise and found.knows_letters and found.encoding == 'UTF8') %}
        {% do exceptions.raise_compiler_error(
            "Database '" ~ target.dbname ~ "' has encoding " ~ found.encoding ~ ", collation " ~ found.collation ~ " and character type "
            ~ found.letters ~ "; expected UTF8, texts in the order of their bytes (C) and letters beyond ASCII (C.UTF-8). Make one: " ~ made_by
        ) %}
    {% elif not found.is_iso %}
        {% do exceptions.raise_compiler_error(
            "DateStyle is not ISO, so that times would be written otherwise: alter database " ~ target.dbname ~ " set datestyle = 'ISO'"
        ) %}
    {% endif %}
{% endmacro %}

{# The tables and views of the raw schema: name -> pairs of column and type. #}
{% macro postgres_raw_tables() %}
    {% set tables = {} %}
    {% for row in run_query(
        "select tables.relname, columns.attname, format_type(columns.atttypid, null) from pg_class as tables "
        ~ "inner join pg_namespace as schemas on tables.relnamespace = schemas.oid "
        ~ "inner join pg_attribute as columns on tables.oid = columns.attrelid "
        ~ "where schemas.nspname = '" ~ sql_text(var('raw_schema')) ~ "' and tables.relkind in ('r', 'v', 'm', 'f', 'p') "
        ~ "and columns.attnum > 0 and not columns.attisdropped order by tables.relname, columns.attnum"
    ).rows %}
        {% do tables.setdefault(row[0], []).append([row[1], row[2]]) %}
    {% endfor %}
    {% do return(tables) %}
{% endmacro %}

{% macro spark_raw_tables() %}
    {% set tables = {} %}
    {% if run_query("show schemas like '" ~ var('raw_schema') ~ "'").rows | length %}
        {% for row in run_query('show tables in ' ~ var('raw_schema')).rows if row[1] in raw_tables() %}
            {% set columns = [] %}
            {% for column in run_query('describe ' ~ var('raw_schema') ~ '.' ~ row[1]).rows %}
                {% if not column[0] or column[0].startswith('#') %}{% break %}{% endif %}
                {% do columns.append([column[0], column[1]]) %}
            {% endfor %}
            {% do tables.update({row[1]: columns}) %}
        {% endfor %}
    {% endif %}
    {% do return(tables) %}
{% endmacro %}

{% macro raw_table_select(table, columns) %}
    {% set present = columns_by_name(columns or []) %}
    {% set selected = [] %}
    {% for column in table.columns.values() %}
        {% if columns and column.config.meta.required and column.name not in present %}
            {% do exceptions.raise_compiler_error(
                "Raw table '" ~ table.name ~ "' (" ~ var('raw_schema') ~ "." ~ table.name ~ "): the required column '" ~ column.name
                ~ "' is missing. Found: " ~ present.keys() | list | join(', ') | truncate(300) ~ "."
            ) %}
        {% endif %}
        {% do selected.append(raw_column(present.get(column.name), column) ~ ' as ' ~ column.name) %}
    {% endfor %}
    {% do return(
        "select " ~ selected | join(', ') ~ (" from " ~ adapter.quote(var('raw_schema')) ~ "." ~ table.name if columns else " where false")
    ) %}
{% endmacro %}

{% macro postgres__raw_column(present, column) %}
    {% if not present %}
        {% do return("cast(null as " ~ (column.data_type | replace('number', 'double precision')) ~ ")") %}
    {% endif %}
    {% set name = adapter.quote(present.name) %}
    {% set type = present.type %}
    {% set is_fractional = type in ['numeric', 'real', 'double precision'] %}
    {% if type == 'timestamp with time zone' %}
        {# never as text of the session's time zone #}
        {% do return(name if column.data_type == 'timestamp' else "cast(" ~ name ~ " at time zone 'UTC' as text) || '+00'") %}
    {% elif column.data_type == 'number' and type == 'numeric' %}
        {# beyond what a double holds it is no number, as in staging #}
        {% do return("cast(case when abs(" ~ name ~ ") < 1e308 then " ~ name ~ " end as double precision)") %}
    {% elif is_fractional and column.data_type != 'number' %}
        {% do return(without_fraction(name, 'text')) %}
    {% endif %}
    {% set kinds = {
        'timestamp': ['timestamp without time zone', 'date'],
        'boolean': ['boolean'],
        'number': ['smallint', 'integer', 'bigint', 'real', 'double precision'],
    } %}
    {% set as_type = (column.data_type | replace('number', 'double precision')) if type in kinds.get(column.data_type, []) else 'text' %}
    {% set cast_value = "cast(" ~ name ~ " as " ~ as_type ~ ")" %}
    {% do return(without_addresses(cast_value) if column.config.meta.get('may_hold_addresses') else cast_value) %}
{% endmacro %}

{% macro spark__raw_column(present, column) %}
    {% set contract_type = {'number': 'double', 'text': 'string'}.get(column.data_type, column.data_type) %}
    {% if not present %}
        {% do return('cast(null as ' ~ contract_type ~ ')') %}
    {% endif %}
    {% set name = '`' ~ present.name | replace('`', '``') ~ '`' %}
    {% set type = present.type | lower %}
    {% set is_fractional = type in ['double', 'float'] or type.startswith('decimal') %}
    {% set is_of_contract = column.data_type == 'timestamp' and (type.startswith('timestamp') or type == 'date')
        or column.data_type == 'boolean' and type == 'boolean'
        or column.data_type == 'number' and (is_fractional or type in ['tinyint', 'smallint', 'int', 'bigint']) %}
    {% if is_fractional and not is_of_contract %}
        {% do return(without_fraction(name, 'string')) %}
    {% endif %}
    {% set value = 'cast(' ~ name ~ ' as ' ~ (contract_type if is_of_contract else 'string') ~ ')' %}
    {% do return(without_addresses(value) if column.config.meta.get('may_hold_addresses') else value) %}
{% endmacro %}
