{# Days, weekdays and local times. #}

{# A query of the whole numbers 0 to count - 1 in a column `n`. #}
{% macro numbers_below(count) -%}
    {{ return(adapter.dispatch('numbers_below', 'mql')(count)) }}
{%- endmacro %}

{% macro duckdb__numbers_below(count) -%}
    select cast(range as bigint) as n from range({{ count }})
{%- endmacro %}

{% macro postgres__numbers_below(count) -%}
    select cast(n as bigint) as n from generate_series(0, ({{ count }}) - 1) as numbers (n)
{%- endmacro %}

{% macro spark__numbers_below(count) -%}
    select id as n from range({{ count }})
{%- endmacro %}

{# The days from one date to another. #}
{% macro days_from(first, last) -%}
    {{ return(adapter.dispatch('days_from', 'mql')(first, last)) }}
{%- endmacro %}

{% macro default__days_from(first, last) -%}
    ({{ last }} - {{ first }})
{%- endmacro %}

{% macro spark__days_from(first, last) -%}
    cast(datediff({{ last }}, {{ first }}) as bigint)
{%- endmacro %}

{# 1 = Monday to 7 = Sunday. #}
{% macro iso_weekday(date) -%}
    {{ return(adapter.dispatch('iso_weekday', 'mql')(date)) }}
{%- endmacro %}

{% macro duckdb__iso_weekday(date) -%}
    cast(isodow({{ date }}) as integer)
{%- endmacro %}

{% macro postgres__iso_weekday(date) -%}
    cast(extract(isodow from {{ date }}) as integer)
{%- endmacro %}

{% macro spark__iso_weekday(date) -%}
    (weekday({{ date }}) + 1)
{%- endmacro %}

{# The UTC timestamp of a local wall time (HH:MM) on a day in a time zone; a time that daylight saving skips is moved on. #}
{% macro local_to_utc(day, wall_time, time_zone) -%}
    {{ return(adapter.dispatch('local_to_utc', 'mql')(day, wall_time, time_zone)) }}
{%- endmacro %}

{% macro duckdb__local_to_utc(day, wall_time, time_zone) -%}
    cast(timezone({{ time_zone }}, cast(cast({{ day }} as date) as timestamp) + cast({{ wall_time }} || ':00' as interval)) as timestamp)
{%- endmacro %}

{% macro postgres__local_to_utc(day, wall_time, time_zone) -%}
    ((cast(cast({{ day }} as date) as timestamp) + cast({{ wall_time }} || ':00' as interval)) at time zone {{ time_zone }} at time zone 'UTC')
{%- endmacro %}

{% macro spark__local_to_utc(day, wall_time, time_zone) -%}
    to_utc_timestamp(try_cast(cast(cast({{ day }} as date) as string) || ' ' || {{ wall_time }} as timestamp), {{ time_zone }})
{%- endmacro %}

{# The local date, in the reporting time zone, of a UTC timestamp. #}
{% macro local_date(timestamp) -%}
    {{ return(adapter.dispatch('local_date', 'mql')(timestamp)) }}
{%- endmacro %}

{% macro duckdb__local_date(timestamp) -%}
    {%- if var('reporting_timezone') == 'UTC' -%}
    cast({{ timestamp }} as date)
    {%- else -%}
    cast(timezone('{{ var("reporting_timezone") }}', timezone('UTC', {{ timestamp }})) as date)
    {%- endif -%}
{%- endmacro %}

{% macro postgres__local_date(timestamp) -%}
    {%- if var('reporting_timezone') == 'UTC' -%}
    cast({{ timestamp }} as date)
    {%- else -%}
    cast({{ timestamp }} at time zone 'UTC' at time zone '{{ var("reporting_timezone") }}' as date)
    {%- endif -%}
{%- endmacro %}

{% macro spark__local_date(timestamp) -%}
    {%- if var('reporting_timezone') == 'UTC' -%}
    cast({{ timestamp }} as date)
    {%- else -%}
    cast(from_utc_timestamp({{ timestamp }}, '{{ var("reporting_timezone") }}') as date)
    {%- endif -%}
{%- endmacro %}

{# The UTC timestamp at which a local day begins in the reporting time zone. #}
{% macro start_of_local_day(day) -%}
    {{ return(adapter.dispatch('start_of_local_day', 'mql')(day)) }}
{%- endmacro %}

{% macro duckdb__start_of_local_day(day) -%}
    {%- if var('reporting_timezone') == 'UTC' -%}
    cast({{ day }} as timestamp)
    {%- else -%}
    cast(timezone('{{ var("reporting_timezone") }}', cast({{ day }} as timestamp)) as timestamp)
    {%- endif -%}
{%- endmacro %}

{% macro postgres__start_of_local_day(day) -%}
    {%- if var('reporting_timezone') == 'UTC' -%}
    cast({{ day }} as timestamp)
    {%- else -%}
    (cast({{ day }} as timestamp) at time zone '{{ var("reporting_timezone") }}' at time zone 'UTC')
    {%- endif -%}
{%- endmacro %}

{% macro spark__start_of_local_day(day) -%}
    {%- if var('reporting_timezone') == 'UTC' -%}
    cast({{ day }} as timestamp)
    {%- else -%}
    to_utc_timestamp(cast({{ day }} as timestamp), '{{ var("reporting_timezone") }}')
    {%- endif -%}
{%- endmacro %}
