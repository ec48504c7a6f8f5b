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
    Whoever looks for the interval of a time compares it with those of its part of the calendar alone, which it finds by an equal key,
    and not with all. The CTEs `parts` and `calendar` say how time is parted, by the rows of a CTE that begin and end so; what lies
    before the first or after the last belongs to the first part or to the last. So it is with readings of the business clock, of which
    a CTE `clock` must say how many `seconds` it runs in all.
#}
{% macro parts_of_calendar(intervals, begins, ends) -%}
parts as (
    {{ numbers_below(calendar_parts()) }}
),

calendar as (
    select
        min({{ begins }}) as first_epoch,
        max({{ ends }}) - min({{ begins }}) as seconds
    from {{ intervals }}
)
{%- endmacro %}

{% macro calendar_parts() %}
    {% do return(1024) %}
{% endmacro %}

{# A query of the intervals, in each part from that of their first second to that of their last; `scale` is `calendar` or `clock`. #}
{% macro in_each_part(intervals, scale, first_part, last_part) -%}
    select
        parts.n as part,
        {{ intervals }}.*
    from {{ intervals }}
    cross join {{ scale }}
    inner join parts on parts.n >= {{ first_part }} and parts.n <= {{ last_part }}
{%- endmacro %}

{% macro part_of_time(epoch) -%} {{ part_of(epoch ~ ' - calendar.first_epoch', 'calendar.seconds') }} {%- endmacro %}

{% macro part_of_clock(seconds) -%} {{ part_of(seconds, 'clock.seconds') }} {%- endmacro %}

{% macro part_of(seconds, length) -%}
    greatest(0, least({{ calendar_parts() - 1 }}, floor(cast({{ seconds }} as {{ type_double() }}) * {{ calendar_parts() }} / {{ length }})))
{%- endmacro %}
