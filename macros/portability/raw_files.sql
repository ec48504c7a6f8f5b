{#
    Before any model runs: every table of the raw contract becomes a view that has all contract columns, and null where the raw table
    lacks one. What stops a build (a missing folder, required table or column, an unreadable file) stops it here, with one line.
    On DuckDB, raw tables are files, and the views stand in the raw schema; for tables in a database see raw_tables.sql.
#}
{% macro register_raw_tables() %}
    {% if execute and flags.WHICH in ['build', 'run', 'test', 'snapshot', 'compile', 'show'] %}
        {% do return(adapter.dispatch('register_raw_tables', 'mql')()) %}
    {% endif %}
{% endmacro %}

{% macro raw_path() %}
    {% do return(env_var('MQL_RAW_PATH', '') or 'demo/raw') %}
{% endmacro %}

{# Where the views of the contract stand. #}
{% macro contract_schema() %}
    {% for source in (graph.sources.values() if execute else []) if source.source_name == 'raw' %}{% do return(source.schema) %}{% endfor %}
{% endmacro %}

{% macro duckdb__register_raw_tables() %}
    {% do create_functions() %}
    {% do run_query('create schema if not exists ' ~ contract_schema()) %}
    {% set path = raw_path().rstrip('/') %}
    {% set given = sql_text(path) %}
    {# by the path as it was given: what the engine lists is without `.`, `..` and doubled slashes #}
    {% set files = run_query(
        "select '" ~ given ~ "/' || regexp_extract(file, '[^/]*$') as path from glob('" ~ given ~ "/*') union all "
        ~ "select '" ~ given ~ "/' || regexp_extract(file, '[^/]*/[^/]*$') as path from glob('" ~ given ~ "/*/*') order by path"
    ).columns[0].values() | list %}
    {% do register_raw_files(path, files, duckdb_raw_readers) %}
{% endmacro %}

{% macro spark__register_raw_tables() %}
    {% set time_zone = run_query('select current_timezone()').rows[0][0] %}
    {% if time_zone not in ['UTC', 'Etc/UTC', 'GMT', 'Z'] %}
        {% do exceptions.raise_compiler_error(
            "The Spark session is in time zone " ~ time_zone ~ ", so that times would be read otherwise: expected UTC. Set "
            ~ "spark.sql.session.timeZone to UTC, in profiles.yml or in the server's spark-defaults.conf."
        ) %}
    {% endif %}
    {% if env_var('MQL_RAW_PATH', '') %}
        {% set path = raw_path().rstrip('/') %}
        {% do run_query('create schema if not exists ' ~ contract_schema()) %}
        {% do register_raw_files(path, spark_raw_files(path), spark_raw_readers) %}
    {% else %}
        {% do register_raw_schema(spark_raw_tables(), "Files are read where MQL_RAW_PATH names their folder.") %}
    {% endif %}
{% endmacro %}

{# The views over those of the files that are the contract's, which the macro `raw_readers` knows how to read. #}
{% macro register_raw_files(path, files, raw_readers) %}
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
        {% do selects.update({table.name: create_raw_view(table, found, raw_readers)}) %}
    {% endfor %}
    {% do suppress_people(selects) %}
    {% for table in graph.sources.values() if table.source_name == 'raw' and table.name == 'events' and flags.WHICH in ['build', 'run'] %}
        {% do register_event_files(table, raw_files_of('events', files, path)) %}
    {% endfor %}
    {% if absent %}
        {% do log("Optional raw tables not found, read as empty: " ~ absent | join(', '), info=true) %}
    {% endif %}
{% endmacro %}

{# The files below a folder. A table over one that is not there is empty, where a query of it would fail. #}
{% macro spark_raw_files(path) %}
    {% set listing = contract_schema() ~ '.files_of_raw_path' %}
    {% do run_query('drop table if exists ' ~ listing) %}
    {% do run_query(
        "create table " ~ listing ~ " (path string, modificationTime timestamp, length bigint, content binary) "
        ~ "using binaryFile options (path '" ~ spark_text(path) ~ "', recursiveFileLookup true)"
    ) %}
    {% set files = run_query(
        "select distinct '" ~ spark_text(path) ~ "' || substring(path, position('" ~ spark_text(path) ~ "/' in path) + " ~ path | length ~ ") as file "
        ~ "from " ~ listing ~ " where position('" ~ spark_text(path) ~ "/' in path) > 0 order by 1"
    ).columns[0].values() | list %}
    {% do run_query('drop table ' ~ listing) %}
    {% do return(files) %}
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
{% macro create_raw_view(table, found, raw_readers=duckdb_raw_readers) %}
    {% set readers = [] %}
    {% if found %}
        {% do readers.extend(raw_readers(table, found)) %}
    {% endif %}
    {% set selects = [] %}
    {% for reader in readers or [{'sql': none, 'present': {}}] %}
        {% set selected = [] %}
        {% for column in table.columns.values() %}
            {% if reader.sql and column.config.meta.required and column.name not in reader.present %}
                {% do exceptions.raise_compiler_error(
                    "Raw table '" ~ table.name ~ "' (" ~ reader.file ~ "): the required column '" ~ column.name ~ "' is missing. Found: "
                    ~ reader.present.keys() | list | join(', ') | truncate(300) ~ "."
                ) %}
            {% endif %}
            {% do selected.append(raw_column(reader.present.get(column.name), column) ~ ' as ' ~ column.name) %}
        {% endfor %}
        {% do selects.append("select " ~ selected | join(', ') ~ (" from " ~ reader.sql if reader.sql else " where false")) %}
    {% endfor %}
    {% set select = selects | join(' union all ') %}
    {% do run_query("create or replace view " ~ table.schema ~ "." ~ table.identifier ~ " as " ~ select) %}
    {% do return(select) %}
{% endmacro %}

{# The columns by their names without case and blanks around them; of two that are then the same, the first speaks. #}
{% macro columns_by_name(columns) %}
    {% set present = {} %}
    {% for column in columns %}
        {% do present.setdefault(column[0] | trim | lower, {'name': column[0], 'type': column[1]}) %}
    {% endfor %}
    {% do return(present) %}
{% endmacro %}

{#
    A reader for each header that the files bear, so that a column may have one type in one file and another in the next. Of a CSV file
    nothing is guessed but the header: a guessed comment sign or first row would drop rows, and a lenient reader the values of a
    row that has too many. What does not fit the header stops the build, with its line.
#}
{% macro duckdb_raw_readers(table, found) %}
    {% set empties = run_query(
        "select filename from read_blob([" ~ quoted_list(found.files) ~ "]) where size = 0 order by 1"
    ).columns[0].values() | list %}
    {% if empties %}
        {% do exceptions.raise_compiler_error(
            "Raw table '" ~ table.name ~ "': the file " ~ empties[0] ~ " is empty (0 bytes). Expected at least a header row; "
            ~ "export it again, or remove it where the table is optional."
        ) %}
    {% endif %}
    {# a value of 10 MB is one; the default ends at 2 #}
    {% set csv = "header = true, delim = ',', quote = '\"', escape = '\"', comment = '', skip = 0, max_line_size = 33554432, buffer_size = 67108864" %}
    {% set headers = {} %}
    {% for files in alike_raw_files(found) %}
        {% set file = files[0] %}
        {% set columns = run_query("describe select * from " ~ (
            "read_csv('" ~ sql_text(file) ~ "', " ~ csv ~ ", all_varchar = true, strict_mode = false, ignore_errors = true, sample_size = 1)"
            if found.kind == 'csv' else "read_parquet('" ~ sql_text(file) ~ "')"
        )).rows %}
        {% set typed = [] %}
        {% for column in columns %}{% do typed.append("'" ~ sql_text(column[0]) ~ "': '" ~ sql_text(column[1]) ~ "'") %}{% endfor %}
        {% do headers.setdefault(typed | join(', '), {'present': columns_by_name(columns), 'files': []}).files.extend(files) %}
    {% endfor %}
    {% set readers = [] %}
    {% for columns, header in headers.items() %}
        {% set files = "[" ~ quoted_list(header.files) ~ "]" %}
        {% do readers.append({
            'sql': "read_csv(" ~ files ~ ", " ~ csv ~ ", auto_detect = false, strict_mode = true, columns = {" ~ columns ~ "})"
                if found.kind == 'csv' else "read_parquet(" ~ files ~ ")",
            'present': header.present,
            'file': header.files[0],
        }) %}
    {% endfor %}
    {% do return(readers) %}
{% endmacro %}

{# The files in groups that have the same columns: of Parquet files, all of which say theirs in one query; of CSV files each for itself. #}
{% macro alike_raw_files(found) %}
    {% set columns_of, groups = {}, {} %}
    {% if found.kind == 'parquet' %}
        {% for row in run_query(
            "select file_name, string_agg(concat_ws('|', name, type, type_length, num_children, converted_type, logical_type, scale, precision, duckdb_type), ', ' "
            ~ "order by column_id) from parquet_schema([" ~ quoted_list(found.files) ~ "]) group by file_name"
        ).rows %}{% do columns_of.update({row[0]: row[1]}) %}{% endfor %}
    {% endif %}
    {% for file in found.files %}{% do groups.setdefault(columns_of.get(file, file), []).append(file) %}{% endfor %}
    {% do return(groups.values() | list) %}
{% endmacro %}

{# A column as its contract type where the file or table has that type, and as text where it has not: staging casts, and counts what fails. #}
{% macro raw_column(present, column) %}
    {{ return(adapter.dispatch('raw_column', 'mql')(present, column)) }}
{% endmacro %}

{% macro duckdb__raw_column(present, column) %}
    {% if not present %}
        {% do return("cast(null as " ~ ('varchar' if column.data_type == 'text' else column.data_type | replace('number', 'double')) ~ ")") %}
    {% endif %}
    {% set name = '"' ~ present.name | replace('"', '""') ~ '"' %}
    {% set type = present.type | upper %}
    {% set is_fractional = type in ['DOUBLE', 'FLOAT', 'REAL'] or modules.re.fullmatch('DECIMAL[(0-9, )]*', type) %}
    {% if column.data_type == 'timestamp' and type in ['TIMESTAMP_NS', 'TIMESTAMPTZ_NS'] %}
        {# the fraction is cut, where a cast would round; before 1970 too #}
        {% set said = "epoch_ns(" ~ name ~ ")" %}
        {% do return(
            "make_timestamp((" ~ said ~ " // 1000000000 - case when " ~ said ~ " % 1000000000 < 0 then 1 else 0 end) * 1000000)"
        ) %}
    {% elif column.data_type == 'timestamp' and type.startswith('TIMESTAMP WITH TIME') and not type.endswith(']') %}
        {% set as_type = 'timestamptz' %}
    {% elif column.data_type == 'timestamp' and type.startswith('TIMESTAMP') and not type.endswith(']') %}
        {% set as_type = 'timestamp' %}
    {% elif column.data_type == 'boolean' and type == 'BOOLEAN' %}
        {% set as_type = 'boolean' %}
    {% elif column.data_type == 'number' and (is_fractional or modules.re.fullmatch('U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?', type)) %}
        {% set as_type = 'double' %}
    {% elif is_fractional %}
        {% do return(without_fraction(name, 'varchar')) %}
    {% else %}
        {% set as_type = 'varchar' %}
    {% endif %}
    {# dates are texts too: they may lie beyond what a time can hold #}
    {% set value = "cast(" ~ name ~ " as " ~ as_type ~ ")" %}
    {% do return(without_addresses(value) if column.config.meta.get('may_hold_addresses') else value) %}
{% endmacro %}

{#-
    A table over the files of each header. Spark drops what is too much in a row, and reads what is no UTF-8, without a word: the
    first is forbidden, the second looked for.
-#}
{% macro spark_raw_readers(table, found) %}
    {% set options = "header true, quote '\"', escape '\"', multiLine true, mode 'FAILFAST', columnPruning false, emptyValue '', maxCharsPerColumn '-1'"
        if found.kind == 'csv' else 'mergeSchema false' %}
    {% set headers = {} %}
    {% for file in found.files %}
        {% do run_query(
            "create or replace temporary view raw_file using " ~ found.kind ~ " options (path '" ~ spark_path(file) ~ "', " ~ options ~ ")"
        ) %}
        {% set columns = run_query('describe raw_file').rows %}
        {% set typed = [] %}
        {% for column in columns %}{% do typed.append(column[0] ~ ' ' ~ column[1]) %}{% endfor %}
        {% do headers.setdefault(typed | join(', '), {'present': columns_by_name(columns), 'files': []}).files.append(file) %}
    {% endfor %}
    {% set readers = [] %}
    {% for header in headers.values() %}
        {% set reader = contract_schema() ~ '.' ~ table.name ~ '_files_' ~ loop.index %}
        {% set folder = header.files[0].rpartition('/')[0] %}
        {% set names = [] %}
        {% for file in header.files %}{% do names.append(spark_path(file.rpartition('/')[2]) | replace(',', '\\,')) %}{% endfor %}
        {% set path = folder ~ '/' ~ (names[0] if names | length == 1 else '{' ~ names | join(',') ~ '}') %}
        {% do run_query('drop table if exists ' ~ reader) %}
        {% do run_query("create table " ~ reader ~ " using " ~ found.kind ~ " options (path '" ~ path ~ "', " ~ options ~ ")") %}
        {% do readers.append({'sql': reader, 'present': header.present, 'file': header.files[0]}) %}
    {% endfor %}
    {% do return(readers) %}
{% endmacro %}

{# A value in a literal of Spark, which reads backslashes; and a path, which may hold no pattern. #}
{% macro spark_text(value) %}
    {% do return(value | replace('\\', '\\\\') | replace("'", "\\'")) %}
{% endmacro %}

{% macro spark_path(value) %}
    {% do return(spark_text(modules.re.sub('([][{}*?\\\\])', '\\\\\\1', value))) %}
{% endmacro %}

{% macro quoted_list(texts) %}
    {% set quoted = [] %}
    {% for text in texts %}{% do quoted.append("'" ~ sql_text(text) ~ "'") %}{% endfor %}
    {% do return(quoted | join(', ')) %}
{% endmacro %}

{% macro sql_text(value) %}
    {% do return(value | replace("'", "''")) %}
{% endmacro %}
