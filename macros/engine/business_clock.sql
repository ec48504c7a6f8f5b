{#
    The clocks of service levels, as functions of time that never run backwards: seconds so far. `elapsed` never stops;
    `business` runs in the windows of int_business_windows and stands still between them. Each reading joins that model once,
    by the first macro of a pair (`window` is its alias), and is taken by the second. Without business hours there is no
    business clock, and it reads null; so does a time beyond the calendar's end.
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
