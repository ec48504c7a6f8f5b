{#
    How raw values are read on DuckDB. Its macros are put into a statement when it is planned, so that they cost what their text would cost
    there, and what is compiled stays short enough to be read, rendered and linted. The type of an argument is known by then: of
    branches that ask for it one is left. A client that reads a view with a call in it finds the macro in the same file.
#}
{% macro duckdb__project_functions() %}
    {% do return([duckdb_text_functions(), duckdb_cast_functions()]) %}
{% endmacro %}

{% macro duckdb_text_functions() %}
{%- set text = 'cast(given as varchar)' -%}
-- nearly all values begin and end with a visible ASCII character: to see that is many times faster than to trim them
create or replace macro {{ of_project('trimmed') }}(given) as case
    when {{ text }} between '!' and '~' and ({{ text }})[-1] between '!' and '~' then {{ text }}
    when {{ text }} = '' or not (contains('{{ blanks() }}', ({{ text }})[1]) or contains('{{ blanks() }}', ({{ text }})[-1])) then {{ text }}
    else trim({{ text }}, '{{ blanks() }}')
end;

-- most ids end as nothing in the list does, and are not looked for
create or replace macro {{ of_project('is_among') }}(given, listed, endings) as coalesce(
    case when contains(endings, given[-1]) then list_contains(listed, given) end, false
);
{% endmacro %}

{% macro duckdb_cast_functions() %}
{%- set text = of_project('trimmed') ~ '(given)' -%}
{%- set shown = "between timestamp '0001-01-01' and timestamp '9999-12-31 23:59:59.999999'" -%}
-- a zone after a blank, or by its name without one, is read the second time
create or replace macro {{ of_project('iso_timestamp') }}(given) as cast(coalesce(
    try_cast(given as timestamptz),
    try_cast(regexp_replace(regexp_replace(given, ' ?(UTC|GMT)$', 'Z'), ' ([Z+-])', '\1') as timestamptz)
) as timestamp);

-- times that are times already are not made text to be looked at
create or replace macro {{ of_project('utc_timestamp') }}(given) as date_trunc('second', case
    when typeof(given) <> 'VARCHAR'
        then case when try_cast(given as timestamp) {{ shown }} then try_cast(given as timestamp) end
    when
        regexp_full_match(
            {{ text }},
            '[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)? ?(Z|UTC|GMT|[+-](0[0-9]|1[0-4])(:?[0-9]{2})?)?)?'
        )
        -- only at the edges can an offset lead out of the calendar
        and (left({{ text }}, 4) between '0002' and '9998' or {{ of_project('iso_timestamp') }}({{ text }}) {{ shown }})
        then {{ of_project('iso_timestamp') }}({{ text }})
    when regexp_full_match({{ text }}, '[0-9]{1,2}/[0-9]{1,2}/[1-9][0-9]{3}( .*)?')
        then try_strptime(
            {{ text }},
            ['%m/%d/%Y', '%m/%d/%Y %H:%M:%S', '%m/%d/%Y %H:%M', '%m/%d/%Y %I:%M:%S %p', '%m/%d/%Y %I:%M %p', '%m/%d/%Y %H:%M:%S.%f']
        )
    when regexp_full_match({{ text }}, '[0-9]{9,10}([.][0-9]*)?')
        then make_timestamp(cast(floor(cast({{ text }} as double)) as bigint) * 1000000)
    when regexp_full_match({{ text }}, '[0-9]{12,13}([.][0-9]*)?')
        then make_timestamp(cast(floor(cast({{ text }} as double)) as bigint) * 1000)
end);

create or replace macro {{ of_project('finite') }}(given) as
case when isfinite(try_cast(given as double)) then try_cast(given as double) end;

create or replace macro {{ of_project('to_number') }}(given) as case
    when typeof(given) <> 'VARCHAR' then {{ of_project('finite') }}(given)
    when regexp_full_match({{ text }}, '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?') then {{ of_project('finite') }}({{ text }})
    when regexp_full_match({{ text }}, '[+-]?[$]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)([.][0-9]+)?')
        then {{ of_project('finite') }}(replace(replace({{ text }}, ',', ''), '$', ''))
end;

-- flags that are flags already are not made text; a list in brackets, since DuckDB makes a join of a longer one in parentheses
create or replace macro {{ of_project('to_boolean') }}(given) as case
    when typeof(given) = 'BOOLEAN' then try_cast(given as boolean)
    when lower({{ text }}) in ['true', 't', 'yes', 'y', '1', '1.0'] then true
    when lower({{ text }}) in ['false', 'f', 'no', 'n', '0', '0.0'] then false
end;
{% endmacro %}
