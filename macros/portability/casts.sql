{# What a raw value says, or null where it says nothing of the kind. None of these ever fails. #}

{% macro id_text(column) -%}
    nullif({{ trimmed(column) }}, '')
{%- endmacro %}

{#
    UTC, whole seconds. Reads ISO 8601 with or without offset, US dates with a year of four digits, and epoch seconds or milliseconds.
    Names of zones are not read (IST is three of them), nor times before the year 1 or after 9999, which no client could show.
#}
{% macro utc_timestamp(column) -%}
    {{ return(adapter.dispatch('utc_timestamp', 'mql')(column)) }}
{%- endmacro %}

{% macro default__utc_timestamp(column) -%}
    {{ of_project('utc_timestamp') }}({{ column }})
{%- endmacro %}

{#- in lambdas, so that a text is trimmed once and the code that Spark makes of it stays small -#}
{% macro spark__utc_timestamp(column) -%}
    {%- set is_shown = "between timestamp '0001-01-01' and timestamp '9999-12-31 23:59:59.999999'" -%}
    {%- set us_date = "^([0-9]{1,2})/([0-9]{1,2})/([1-9][0-9]{3})" -%}
    {%- set offset = "([+-])(0[0-9]|1[0-4]):?([0-9]{2})?$" -%}
    {%- set midnight = "[ T]24:00(:00([.]0+)?)?$" -%}
    case
        when typeof({{ column }}) <> 'string'
            then date_trunc('second', case when try_cast({{ column }} as timestamp) {{ is_shown }} then try_cast({{ column }} as timestamp) end)
        else date_trunc('second', get(filter(transform(array({{ trimmed(column) }}), said -> case
            when
                said rlike
                '^[0-9]{4}(-[0-9]{1,2}-|/[0-9]{1,2}/)[0-9]{1,2}([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)? ?(Z|UTC|GMT|[+-](0[0-9]|1[0-4])(:?[0-9]{2})?)?)?$'
                then get(transform(
                    array(regexp_replace(
                        replace(said, '/', '-'), '(:[0-9]{2}([.][0-9]+)?) ?(Z|UTC|GMT|[+-][0-9]{2}:?([0-9]{2})?)$', '$1'
                    )),
                    local -> try_cast(regexp_replace(local, '{{ midnight }}', '') as timestamp)
                    + make_dt_interval(case when local rlike '{{ midnight }}' then 1 else 0 end)
                    - make_dt_interval(0, 0, case
                        when said rlike ':[0-9]{2}([.][0-9]+)? ?[+-]' then cast(concat(regexp_extract(said, '{{ offset }}', 1), '1') as int) * (
                            60 * cast(regexp_extract(said, '{{ offset }}', 2) as int)
                            + coalesce(try_cast(regexp_extract(said, '{{ offset }}', 3) as int), 0)
                        )
                        else 0
                    end)
                ), 0)
            when said rlike '{{ us_date }}( +[0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}([.][0-9]{1,6})?)?)?$'
                then try_cast(regexp_replace(said, '{{ us_date }} *', '$3-$1-$2 ') as timestamp)
            when said rlike '{{ us_date }} +(0?[1-9]|1[0-2]):[0-9]{1,2}(:[0-9]{1,2})? +[AaPp][Mm]$'
                then try_cast(regexp_replace(said, '{{ us_date }} +([0-9:]+) .*$', '$3-$1-$2 $4') as timestamp)
                + make_dt_interval(0, case
                    when said rlike ' 12:.*[Aa].$' then -12
                    when said rlike ' (0?[1-9]|1[01]):.*[Pp].$' then 12
                    else 0
                end)
            when said rlike '^[0-9]{9,10}([.][0-9]*)?$' then timestamp_seconds(cast(floor(cast(said as double)) as bigint))
            when said rlike '^[0-9]{12,13}([.][0-9]*)?$' then timestamp_millis(cast(floor(cast(said as double)) as bigint))
        end), at -> at {{ is_shown }}), 0))
    end
{%- endmacro %}

{#
    A finite number. Thousands separators and a leading dollar sign are read; a range, a word and another currency are not, nor
    digits joined by `_`, which are a range as often as a number.
#}
{% macro to_number(column) -%}
    {{ return(adapter.dispatch('to_number', 'mql')(column)) }}
{%- endmacro %}

{% macro default__to_number(column) -%}
    {{ of_project('to_number') }}({{ column }})
{%- endmacro %}

{% macro spark__to_number(column) -%}
    {%- set text = trimmed(column) -%}
    {%- set from_money = "try_cast(replace(replace(" ~ text ~ ", ',', ''), '$', '') as double)" -%}
    {%- set largest = "<= 1.7976931348623157e308" -%}
    case
        when typeof({{ column }}) <> 'string'
            then case when abs(try_cast({{ column }} as double)) {{ largest }} then try_cast({{ column }} as double) end
        when regexp_like({{ text }}, '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$')
            then case when abs(try_cast({{ text }} as double)) {{ largest }} then try_cast({{ text }} as double) end
        when regexp_like({{ text }}, '^[+-]?[$]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)([.][0-9]+)?$')
            then case when abs({{ from_money }}) {{ largest }} then {{ from_money }} end
    end
{%- endmacro %}

{# A flag that a tool kept as a number may have come as 1.0. #}
{% macro to_boolean(column) -%}
    {{ return(adapter.dispatch('to_boolean', 'mql')(column)) }}
{%- endmacro %}

{% macro default__to_boolean(column) -%}
    case
        when lower({{ trimmed(column) }}) in ('true', 't', 'yes', 'y', '1', '1.0') then true
        when lower({{ trimmed(column) }}) in ('false', 'f', 'no', 'n', '0', '0.0') then false
    end
{%- endmacro %}

{% macro duckdb__to_boolean(column) -%}
    {{ of_project('to_boolean') }}({{ column }})
{%- endmacro %}

{# Times as integers: seconds since 1970 in UTC. The engine counts in these. #}
{% macro epoch_seconds(timestamp) -%}
    {{ return(adapter.dispatch('epoch_seconds', 'mql')(timestamp)) }}
{%- endmacro %}

{% macro duckdb__epoch_seconds(timestamp) -%}
    (epoch_us({{ timestamp }}) // 1000000)
{%- endmacro %}

{% macro postgres__epoch_seconds(timestamp) -%}
    cast(floor(extract(epoch from {{ timestamp }})) as bigint)
{%- endmacro %}

{% macro spark__epoch_seconds(timestamp) -%}
    unix_seconds(cast({{ timestamp }} as timestamp))
{%- endmacro %}

{% macro timestamp_at(epoch) -%}
    {{ return(adapter.dispatch('timestamp_at', 'mql')(epoch)) }}
{%- endmacro %}

{% macro duckdb__timestamp_at(epoch) -%}
    make_timestamp(cast({{ epoch }} as bigint) * 1000000)
{%- endmacro %}

{% macro postgres__timestamp_at(epoch) -%}
    (timestamp '1970-01-01' + ({{ epoch }}) * interval '1 second')
{%- endmacro %}

{% macro spark__timestamp_at(epoch) -%}
    timestamp_seconds(cast({{ epoch }} as bigint))
{%- endmacro %}

{# The raw row as JSON text: the contract's columns and what they held. #}
{% macro raw_as_json(table) -%}
    {{ return(adapter.dispatch('raw_as_json', 'mql')(kept_columns(table))) }}
{%- endmacro %}

{% macro duckdb__raw_as_json(columns) -%}
    cast(json_object(
        {%- for column, kept in columns.items() %}'{{ column }}', {% if kept.value == kept.text -%}
        {{ kept.value }}
        {%- else -%}
        case typeof({{ kept.value }}) when 'VARCHAR' then to_json({{ kept.text }}) else to_json({{ kept.value }}) end
        {%- endif -%}
        {{ ', ' if not loop.last }}{% endfor -%}
    ) as varchar)
{%- endmacro %}

{% macro postgres__raw_as_json(columns) -%}
    '{' || {% for column, kept in columns.items() %}'"{{ column }}":' || {% if kept.value == kept.text -%}
    {{ of_project('json_value') }}({{ kept.value }})
    {%- else -%}
    case pg_typeof({{ kept.value }})
        when cast('text' as regtype) then {{ of_project('json_value') }}({{ kept.text }})
        else {{ of_project('json_value') }}({{ kept.value }})
    end
    {%- endif %} || {{ "',' || " if not loop.last }}{% endfor -%} '}'
{%- endmacro %}

{#- by hand: to_json writes numbers and times in another way -#}
{% macro spark__raw_as_json(columns) -%}
    '{'
    {%- for column, kept in columns.items() %}
    || '"{{ column }}":' || case typeof({{ kept.value }})
        when 'double' then coalesce({{ fraction_text("try_cast(" ~ kept.value ~ " as double)") }}, 'null')
        when 'boolean' then coalesce(cast({{ kept.value }} as string), 'null')
        else regexp_replace(to_json(array(cast({{ kept.text }} as string))), '^.|.$', '')
    end
    {{- " || ','" if not loop.last }}
    {%- endfor %} || '}'
{%- endmacro %}

{% macro to_integer(column) -%}
    cast({{ to_number(column) }} as {{ dbt.type_int() }})
{%- endmacro %}

{# The beginning of a month, by any of its seconds, or as 2026-01. #}
{% macro month_start(column) -%}
    {%- set first_day = "(cast(" ~ column ~ " as " ~ dbt.type_string() ~ ") || '-01')" -%}
    date_trunc('month', coalesce({{ utc_timestamp(column) }}, {{ utc_timestamp(first_day) }}))
{%- endmacro %}

{% macro to_date(column) -%}
    cast({{ utc_timestamp(column) }} as date)
{%- endmacro %}

{# A number to so many places, halves away from zero. #}
{% macro rounded(number, places=0) -%}
    {{ return(adapter.dispatch('rounded', 'mql')(number, places)) }}
{%- endmacro %}

{% macro duckdb__rounded(number, places) -%}
    round({{ number }}{{ ', ' ~ places if places }})
{%- endmacro %}

{% macro postgres__rounded(number, places) -%}
    {{ of_project('rounded') }}(cast({{ number }} as double precision), {{ places }})
{%- endmacro %}

{#- there to a decimal of so many places, from the digits that are shown: 2.675 would be 2.68 -#}
{% macro spark__rounded(number, places) -%}
    (round(({{ number }}) * 1e{{ places }}) / 1e{{ places }})
{%- endmacro %}

{#
    Windows are given in hours and kept in whole seconds; blank stays null (ever). Times are whole seconds too: what is less than 600.12
    seconds old is less than 601. A millionth is what a fraction of hours may be off.
#}
{% macro hours_to_seconds(column) -%}
    cast(ceil({{ to_number(column) }} * 3600 - 1e-6) as {{ dbt.type_bigint() }})
{%- endmacro %}

{# A number as a person writes it: 100, not 100.0. #}
{% macro number_text(column) -%}
    case
        when {{ column }} = floor({{ column }}) and abs({{ column }}) < 1e15
            then cast(cast({{ column }} as {{ dbt.type_bigint() }}) as {{ dbt.type_string() }})
        else {{ fraction_text(column) }}
    end
{%- endmacro %}

{# A number that is no whole number below 1e15, as text. #}
{% macro fraction_text(column) -%}
    {{ return(adapter.dispatch('fraction_text', 'mql')(column)) }}
{%- endmacro %}

{% macro duckdb__fraction_text(column) -%}
    cast({{ column }} as varchar)
{%- endmacro %}

{#- a quotient of whole numbers and constants is a decimal there, with zeros at its end -#}
{% macro postgres__fraction_text(column) -%}
    cast(cast({{ column }} as double precision) as text)
{%- endmacro %}

{#- Java writes 1.0E-5 and 1.23456785E7 -#}
{% macro spark__fraction_text(column) -%}
    {%- set text = "cast(cast(" ~ column ~ " as double) as string)" -%}
    case
        when {{ text }} not like '%E%' then {{ text }}
        when abs({{ column }}) >= 1e-4 and abs({{ column }}) < 1e16
            then regexp_replace(regexp_replace(cast(cast({{ text }} as decimal(38, 21)) as string), '0+$', ''), '[.]$', '.0')
        else regexp_replace(regexp_replace(replace(replace({{ text }}, '.0E', 'E'), 'E', 'e+'), 'e[+]-', 'e-'), '([+-])([0-9])$', '$10$2')
    end
{%- endmacro %}

{% macro boolean_text(column) -%}
    case when {{ column }} then 'true' when not {{ column }} then 'false' end
{%- endmacro %}

{% macro type_double() -%}
    {{ return(adapter.dispatch('type_double', 'mql')()) }}
{%- endmacro %}

{% macro duckdb__type_double() -%} double {%- endmacro %}

{% macro postgres__type_double() -%} double precision {%- endmacro %}

{% macro spark__type_double() -%} double {%- endmacro %}

{#
    An id, a flag or a time kept as a number with a fraction, as where some rows have none: 7.0 is 7, as far as such numbers are exact, and
    NaN, which is how data frames say null, is null.
#}
{% macro without_fraction(name, text_type) %}
    {% set text = "cast(" ~ name ~ " as " ~ text_type ~ ")" %}
    {% do return(
        "case when lower(" ~ text ~ ") = 'nan' then null when " ~ name ~ " = floor(" ~ name ~ ") and abs(" ~ name ~ ") <= 9007199254740992 "
        ~ "then cast(" ~ whole_number(name) ~ " as " ~ text_type ~ ") else " ~ text ~ " end"
    ) %}
{% endmacro %}

{% macro whole_number(name) %}
    {{ return(adapter.dispatch('whole_number', 'mql')(name)) }}
{% endmacro %}

{% macro default__whole_number(name) %}
    {% do return("cast(" ~ name ~ " as bigint)") %}
{% endmacro %}

{#- a file's statistics know nothing of NaN, so the planner may take what guards a cast of it for true -#}
{% macro duckdb__whole_number(name) %}
    {% do return("try_cast(" ~ name ~ " as bigint)") %}
{% endmacro %}
