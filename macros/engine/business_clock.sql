{#
    The clocks of service levels, as functions of time that never run backwards: seconds so far. `elapsed` never stops;
    `business` runs in the windows of int_business_windows and stands still between them. Each reading joins that model once,
    by the first macro of a pair (`window` is its alias), and is taken by the second. Without business hours there is no
    business clock, and it reads null. A time that lies beyond the calendar's end is null too.
#}

{# From a time to what the clock shows then. #}
{% macro is_window_at(window, epoch) -%}
    {{ epoch }} >= {{ window }}.from_epoch and {{ epoch }} < {{ window }}.next_opens_epoch
{%- endmacro %}

{% macro clock_at(clock, window, epoch) -%}
    case {{ clock }}
        when 'elapsed' then {{ epoch }}
        when 'business'
            then {{ window }}.seconds_before + greatest(0, least({{ epoch }}, {{ window }}.closes_epoch) - {{ window }}.opens_epoch)
    end
{%- endmacro %}

{#
    The first time at which so many seconds have passed on the clock since it showed `reading` at `epoch`. None at all have passed
    at once, whether or not the clock runs then.
#}
{% macro is_window_after(window, reading, seconds) -%}
    {{ reading }} + {{ seconds }} > {{ window }}.seconds_before
    and {{ reading }} + {{ seconds }} <= {{ window }}.seconds_before + {{ window }}.closes_epoch - {{ window }}.opens_epoch
{%- endmacro %}

{% macro time_after(clock, window, epoch, reading, seconds) -%}
    case
        when {{ seconds }} = 0 then {{ epoch }}
        when {{ clock }} = 'elapsed' then {{ epoch }} + {{ seconds }}
        when {{ clock }} = 'business' then {{ window }}.opens_epoch + {{ reading }} + {{ seconds }} - {{ window }}.seconds_before
    end
{%- endmacro %}

{#
    The CTEs `calendar`, `windows_by_time` and `windows_by_clock`, of `windows`: each window in every part of the calendar that it
    touches, so that whoever looks for that of a time, or of a reading of the business clock, compares it with those of its part
    and not with all. What lies before the first or after the last belongs to the first part or the last.
#}
{% macro windows_by_part() -%}
parts as (
    {{ numbers_below(calendar_parts()) }}
),

calendar as (
    select
        min(opens_epoch) as first_epoch,
        max(closes_epoch) - min(opens_epoch) as seconds,
        max(seconds_before + closes_epoch - opens_epoch) as clock_seconds
    from windows
),

windows_by_time as (
    select
        parts.n as part,
        windows.*
    from windows
    cross join calendar
    inner join parts
        on
            parts.n >= {{ part_of_time('windows.from_epoch') }}
            and parts.n <= {{ part_of_time('windows.next_opens_epoch - 1') }}
),

windows_by_clock as (
    select
        parts.n as part,
        windows.*
    from windows
    cross join calendar
    inner join parts
        on
            parts.n >= {{ part_of_clock('windows.seconds_before') }}
            and parts.n <= {{ part_of_clock('windows.seconds_before + windows.closes_epoch - windows.opens_epoch') }}
)
{%- endmacro %}

{% macro calendar_parts() %}
    {% do return(1024) %}
{% endmacro %}

{% macro part_of_time(epoch) -%} {{ part_of(epoch ~ ' - calendar.first_epoch', 'calendar.seconds') }} {%- endmacro %}

{% macro part_of_clock(seconds, calendar='calendar') -%} {{ part_of(seconds, calendar ~ '.clock_seconds') }} {%- endmacro %}

{% macro part_of(seconds, length) -%}
    greatest(0, least({{ calendar_parts() - 1 }}, floor(cast({{ seconds }} as {{ type_double() }}) * {{ calendar_parts() }} / {{ length }})))
{%- endmacro %}
