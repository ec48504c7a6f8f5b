{#
    Raw events often come as one more file, beside files that stay as they are. Where raw tables are files, a build that goes on from
    another reads only what came since: a file is what it was while its name, its size and the time of its last change are.
#}

{# Before a build reads any event: which files there are; and views of those that the last build knew, and of those that came since. #}
{% macro register_event_files(table, found) %}
    {% do adapter.dispatch('register_event_files', 'mql')(table, found) %}
{% endmacro %}

{% macro default__register_event_files(table, found) %}
{% endmacro %}

{% macro duckdb__register_event_files(table, found) %}
    {% set types = run_query('describe select * from ' ~ contract_schema() ~ '.events').columns[1].values() | join(', ') %}
    {# by the path as it was given: what the engine says of it may be another #}
    {% do replace_table(
        event_files(), "select '" ~ sql_text(found.files[0].rpartition('/')[0]) ~ "/' || regexp_extract(filename, '[^/]*$') as file_path, "
        ~ "size as bytes, last_modified as modified_at, '" ~ sql_text(types) ~ "' as column_types, now() as listed_at "
        ~ "from read_blob([" ~ quoted_list(found.files) ~ "])"
    ) %}
    {% set known = run_query(known_event_files()).columns[0].values() | list if left_event_files() else [] %}
    {% set parts = {'known_events': found.files | select('in', known) | list, 'new_events': found.files | reject('in', known) | list} %}
    {% set is_anybody_left_out = is_anybody_suppressed() %}
    {% for name, files in parts.items() %}
        {% if is_anybody_left_out %}
            {% do run_query('drop view if exists ' ~ contract_schema() ~ '.' ~ name) %}
        {% else %}
            {% do create_raw_view(view_of(table, name), {'kind': found.kind, 'files': files} if files else none) %}
        {% endif %}
    {% endfor %}
{% endmacro %}

{# The description of a raw table under another name. #}
{% macro view_of(table, name) %}
    {% do return({'name': table.name, 'schema': table.schema, 'identifier': name, 'columns': table.columns}) %}
{% endmacro %}

{% macro known_events() %}
    {% do return(contract_schema() ~ '.known_events') %}
{% endmacro %}

{% macro new_events() %}
    {% do return(contract_schema() ~ '.new_events') %}
{% endmacro %}

{% macro event_files() %}
    {% do return(contract_schema() ~ '.event_files') %}
{% endmacro %}

{# The list that the last build left. #}
{% macro left_event_files() %}
    {% set node = node_named('int_done_event_files') %}
    {% do return(relation_of(node) if columns_in_hook(node) else none) %}
{% endmacro %}

{# Those of the files that are what they were. A time says whole seconds: who changed in those of the listing may have changed again. #}
{% macro known_event_files() -%}
    select files.file_path
    from {{ event_files() }} as files
    inner join {{ left_event_files() }} as left_files
        on
            files.file_path = left_files.file_path
            and files.bytes = left_files.bytes
            and files.modified_at = left_files.modified_at
            and files.column_types = left_files.column_types
    where left_files.modified_at < left_files.listed_at - interval '2 seconds'
{%- endmacro %}

{# The files of this build, as they were before it read any, and a text for what reads them: a query without rows where there are none. #}
{% macro listed_event_files() -%}
    {{ return(adapter.dispatch('listed_event_files', 'mql')()) }}
{%- endmacro %}

{% macro default__listed_event_files() -%}
    select
        '' as file_path,
        '' as reader
    where false
{%- endmacro %}

{% macro duckdb__listed_event_files() -%}
    select
        files.*,
        '{{ event_reader() }}' || (
            select case when count(*) > 0 then ', and some people are left out' else '' end from {{ suppression('suppressed_people') }}
        ) as reader
    from {{ event_files() }} as files
{%- endmacro %}

{#
    Whether nothing happened to raw events but that files came: those that the last build read are there as they were, are read as they
    were, and base_events holds what it made of them. Never while people are left out who were forgotten: whose rows these are may change.
#}
{% macro only_new_files_came() %}
    {{ return(adapter.dispatch('only_new_files_came', 'mql')()) }}
{% endmacro %}

{% macro default__only_new_files_came() %}
    {% do return(false) %}
{% endmacro %}

{% macro duckdb__only_new_files_came() %}
    {% set left = left_by_last_build('int_done_event_files') %}
    {% if not left or not are_as_left(['base_events']) or is_anybody_suppressed()
        or not (is_built_now('base_changed_events') and is_built_now('base_event_work')) %}
        {% do return(false) %}
    {% endif %}
    {% set same = run_query(
        "select count(*) from (select file_path from " ~ left ~ " where reader = '" ~ event_reader() ~ "' intersect "
        ~ known_event_files() ~ ") as known having count(*) > 0 and count(*) = (select count(*) from " ~ left ~ ")"
    ).rows %}
    {% do return(same | length > 0) %}
{% endmacro %}

{# What reads raw events, in one text. #}
{% macro event_reader() %}
    {% if not execute %}{% do return('') %}{% endif %}
    {% set placeholders = node_named('null_placeholders', 'seed').checksum.checksum %}
    {% do return([code_print(['base_events'], with_seeds=false), var('personal_data'), placeholders] | join('|')) %}
{% endmacro %}
