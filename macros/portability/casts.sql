{# What a raw value says, or null where it says nothing of the kind. None of these ever fails. #}

{% macro id_text(column) -%}
    nullif(trim(cast({{ column }} as {{ dbt.type_string() }})), '')
{%- endmacro %}

{# UTC, whole seconds. Reads ISO 8601 with or without offset, US dates, and epoch seconds or milliseconds. #}
{% macro utc_timestamp(column) -%}
    {{ return(adapter.dispatch('utc_timestamp', 'mql')(column)) }}
{%- endmacro %}

{% macro duckdb__utc_timestamp(column) -%}
    date_trunc('second', coalesce(
        case when isfinite(try_cast({{ column }} as timestamptz)) then cast(try_cast({{ column }} as timestamptz) as timestamp) end,
        try_strptime(
            trim(cast({{ column }} as varchar)),
            ['%m/%d/%Y %H:%M:%S', '%m/%d/%Y %H:%M', '%m/%d/%Y %I:%M:%S %p', '%m/%d/%Y %I:%M %p', '%m/%d/%Y']
        ),
        case
            when regexp_full_match(trim(cast({{ column }} as varchar)), '[0-9]{9,10}([.][0-9]+)?')
                then make_timestamp(cast(floor(try_cast({{ column }} as double)) as bigint) * 1000000)
            when regexp_full_match(trim(cast({{ column }} as varchar)), '[0-9]{12,13}')
                then make_timestamp(cast(trim(cast({{ column }} as varchar)) as bigint) * 1000)
        end
    ))
{%- endmacro %}

{# A finite number. Thousands separators and a leading currency sign are read; a range or a word is not. #}
{% macro to_number(column) -%}
    {{ return(adapter.dispatch('to_number', 'mql')(column)) }}
{%- endmacro %}

{% macro duckdb__to_number(column) -%}
    case
        when isfinite(coalesce(
            try_cast({{ column }} as double),
            case
                when regexp_full_match(trim(cast({{ column }} as varchar)), '[$]?[0-9]{1,3}(,[0-9]{3})+([.][0-9]+)?')
                    then cast(replace(replace(trim(cast({{ column }} as varchar)), ',', ''), '$', '') as double)
            end
        ))
            then coalesce(
                try_cast({{ column }} as double),
                cast(replace(replace(trim(cast({{ column }} as varchar)), ',', ''), '$', '') as double)
            )
    end
{%- endmacro %}

{% macro to_boolean(column) -%}
    case
        when lower(trim(cast({{ column }} as {{ dbt.type_string() }}))) in ('true', 't', 'yes', 'y', '1') then true
        when lower(trim(cast({{ column }} as {{ dbt.type_string() }}))) in ('false', 'f', 'no', 'n', '0') then false
    end
{%- endmacro %}

{# Times as integers: seconds since 1970 in UTC. The engine counts in these. #}
{% macro epoch_seconds(timestamp) -%}
    {{ return(adapter.dispatch('epoch_seconds', 'mql')(timestamp)) }}
{%- endmacro %}

{% macro duckdb__epoch_seconds(timestamp) -%}
    (epoch_us({{ timestamp }}) // 1000000)
{%- endmacro %}

{% macro timestamp_at(epoch) -%}
    {{ return(adapter.dispatch('timestamp_at', 'mql')(epoch)) }}
{%- endmacro %}

{% macro duckdb__timestamp_at(epoch) -%}
    make_timestamp(cast({{ epoch }} as bigint) * 1000000)
{%- endmacro %}

{# The raw row as JSON text: the contract's columns and what they held. #}
{% macro raw_as_json(table) -%}
    {{ return(adapter.dispatch('raw_as_json', 'mql')(kept_columns(table))) }}
{%- endmacro %}

{% macro duckdb__raw_as_json(columns) -%}
    cast(json_object(
        {%- for column, kept in columns.items() %}'{{ column }}', {{ kept }}{{ ', ' if not loop.last }}{% endfor -%}
    ) as varchar)
{%- endmacro %}

{% macro to_integer(column) -%}
    cast({{ to_number(column) }} as {{ dbt.type_int() }})
{%- endmacro %}

{% macro to_date(column) -%}
    cast({{ utc_timestamp(column) }} as date)
{%- endmacro %}

{# Windows are given in hours and kept in whole seconds; blank stays null (ever). #}
{% macro hours_to_seconds(column) -%}
    cast(round({{ to_number(column) }} * 3600) as {{ dbt.type_bigint() }})
{%- endmacro %}

{# A number as a person writes it: 100, not 100.0. #}
{% macro number_text(column) -%}
    case
        when {{ column }} = floor({{ column }}) and abs({{ column }}) < 1e15
            then cast(cast({{ column }} as {{ dbt.type_bigint() }}) as {{ dbt.type_string() }})
        else cast({{ column }} as {{ dbt.type_string() }})
    end
{%- endmacro %}

{% macro boolean_text(column) -%}
    case when {{ column }} then 'true' when not {{ column }} then 'false' end
{%- endmacro %}

{% macro type_double() -%}
    {{ return(adapter.dispatch('type_double', 'mql')()) }}
{%- endmacro %}

{% macro duckdb__type_double() -%} double {%- endmacro %}
