{#
    Before any model runs: every table of the raw contract becomes a view `raw.<table>` that has all contract columns, and null
    where the files lack one. What stops a build (a missing folder, required table or column, an unreadable file) stops it here,
    with one line. Other engines keep raw tables of their own in the raw schema.
#}
{% macro register_raw_tables() %}
    {% if execute and flags.WHICH in ['build', 'run', 'test', 'snapshot', 'compile', 'show'] %}
        {% do return(adapter.dispatch('register_raw_tables', 'mql')()) %}
    {% endif %}
{% endmacro %}

{% macro raw_path() %}
    {% do return(env_var('MQL_RAW_PATH', '') or 'demo/raw') %}
{% endmacro %}

{% macro duckdb__register_raw_tables() %}
    {% do run_query('create schema if not exists ' ~ var('raw_schema')) %}
    {% set path = raw_path() %}
    {% set files = run_query(
        "select file from glob('" ~ sql_text(path) ~ "/*') union all select file from glob('" ~ sql_text(path) ~ "/*/*') order by 1"
    ).columns[0].values() | list %}
    {% if not files %}
        {% do exceptions.raise_compiler_error(
            "MQL_RAW_PATH: the folder '" ~ path ~ "' does not exist or holds no file. Expected leads, events and opportunities as "
            ~ "<table>.parquet, <table>.csv or a folder <table>/ of such files. `make demo` makes demo data in demo/raw."
        ) %}
    {% endif %}
    {% set absent, selects = [], {} %}
    {% for table in graph.sources.values() if table.source_name == 'raw' %}
        {% set found = raw_files_of(table.name, files, path) %}
        {% if not found and table.config.meta.required %}
            {% do exceptions.raise_compiler_error(
                "Raw table '" ~ table.name ~ "' is required and was not found in '" ~ path ~ "': expected " ~ table.name
                ~ ".parquet, " ~ table.name ~ ".csv or a folder " ~ table.name ~ "/. Found: " ~ raw_names(files, path) | join(', ') ~ "."
            ) %}
        {% elif not found %}
            {% do absent.append(table.name) %}
        {% endif %}
        {% do selects.update({table.name: create_raw_view(table, found)}) %}
    {% endfor %}
    {% do suppress_people(selects) %}
    {% if absent %}
        {% do log("Optional raw tables not found, read as empty: " ~ absent | join(', '), info=true) %}
    {% endif %}
{% endmacro %}

{% macro raw_names(files, path) %}
    {% set names = [] %}
    {% for file in files %}
        {% set name = file[(path | length):].strip('/') %}
        {% do names.append(name.split('/')[0] ~ '/' if '/' in name else name) %}
    {% endfor %}
    {% do return(names | unique | list) %}
{% endmacro %}

{# The reader of a table's files, or none: one file <table>.parquet or <table>.csv, or a folder of files of one kind. #}
{% macro raw_files_of(table, files, path) %}
    {% for kind in ['parquet', 'csv'] %}
        {% set single = path ~ '/' ~ table ~ '.' ~ kind %}
        {% set folder = path ~ '/' ~ table ~ '/' %}
        {% set many = files | select('gt', folder) | select('lt', path ~ '/' ~ table ~ '0') | list %}
        {% set of_kind = [] %}
        {% for file in many if file.endswith('.' ~ kind) %}{% do of_kind.append(file) %}{% endfor %}
        {% if single in files %}
            {% do return({'kind': kind, 'files': [single]}) %}
        {% elif of_kind %}
            {% do return({'kind': kind, 'files': of_kind}) %}
        {% endif %}
    {% endfor %}
    {% do return(none) %}
{% endmacro %}

{# Makes the view and returns its query. #}
{% macro create_raw_view(table, found) %}
    {% set reader = none %}
    {% set present = {} %}
    {% if found %}
        {% set quoted = [] %}
        {% for file in found.files %}{% do quoted.append("'" ~ sql_text(file) ~ "'") %}{% endfor %}
        {% set empties = run_query(
            "select filename from read_blob([" ~ quoted | join(', ') ~ "]) where size = 0 order by 1"
        ).columns[0].values() | list %}
        {% if empties %}
            {% do exceptions.raise_compiler_error(
                "Raw table '" ~ table.name ~ "': the file " ~ empties[0] ~ " is empty (0 bytes). Expected at least a header row; "
                ~ "export it again, or remove it where the table is optional."
            ) %}
        {% endif %}
        {% set reader = "read_parquet([" ~ quoted | join(', ') ~ "], union_by_name = true)" if found.kind == 'parquet'
            else "read_csv([" ~ quoted | join(', ') ~ "], all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"', union_by_name = true, strict_mode = false)" %}
        {% for column in run_query("describe select * from " ~ reader).rows %}
            {% do present.update({column[0] | lower: {'name': column[0], 'type': column[1]}}) %}
        {% endfor %}
    {% endif %}
    {% set selected = [] %}
    {% for column in table.columns.values() %}
        {% if column.name in present %}
            {% do selected.append(raw_column(present[column.name], column)) %}
        {% elif found and column.config.meta.required %}
            {% do exceptions.raise_compiler_error(
                "Raw table '" ~ table.name ~ "' (" ~ found.files[0] ~ "): the required column '" ~ column.name ~ "' is missing. Found: "
                ~ present.keys() | list | join(', ') | truncate(300) ~ "."
            ) %}
        {% else %}
            {% do selected.append("cast(null as " ~ ('varchar' if column.data_type == 'text' else column.data_type | replace('number', 'double')) ~ ") as " ~ column.name) %}
        {% endif %}
    {% endfor %}
    {% set select = "select " ~ selected | join(', ') ~ (" from " ~ reader if found else " where false") %}
    {% do run_query("create or replace view " ~ table.schema ~ "." ~ table.identifier ~ " as " ~ select) %}
    {% do return(select) %}
{% endmacro %}

{# A column as its contract type where the file has that type, and as text where it has not: staging casts, and counts what fails. #}
{% macro raw_column(present, column) %}
    {% set name = '"' ~ present.name | replace('"', '""') ~ '"' %}
    {% set type = present.type | upper %}
    {% if column.data_type == 'timestamp' and type.startswith('TIMESTAMP WITH TIME') %}
        {% set as_type = 'timestamptz' %}
    {% elif column.data_type == 'timestamp' and (type.startswith('TIMESTAMP') or type == 'DATE') %}
        {% set as_type = 'timestamp' %}
    {% elif column.data_type == 'boolean' and type == 'BOOLEAN' %}
        {% set as_type = 'boolean' %}
    {% elif column.data_type == 'number' and (type in ['DOUBLE', 'FLOAT', 'REAL'] or 'INT' in type or type.startswith('DECIMAL')) %}
        {% set as_type = 'double' %}
    {% else %}
        {% set as_type = 'varchar' %}
    {% endif %}
    {% set value = "cast(" ~ name ~ " as " ~ as_type ~ ")" %}
    {% do return((without_addresses(value) if column.config.meta.may_hold_addresses else value) ~ " as " ~ column.name) %}
{% endmacro %}

{% macro sql_text(value) %}
    {% do return(value | replace("'", "''")) %}
{% endmacro %}
