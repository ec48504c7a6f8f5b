{# The ends of the 95 % Wilson score interval of a share, 0 to 1; null over nothing. #}
{% macro wilson_lower(part, whole) -%} {{ wilson_bound(part, whole, '-') }} {%- endmacro %}
{% macro wilson_upper(part, whole) -%} {{ wilson_bound(part, whole, '+') }} {%- endmacro %}

{% macro wilson_bound(part, whole, sign) -%}
    {%- set z = 1.959963984540054 -%}
    {%- set n = 'cast(' ~ whole ~ ' as ' ~ type_double() ~ ')' -%}
    {%- set share = '(' ~ part ~ ' / ' ~ n ~ ')' -%}
    case when {{ whole }} > 0 then least(1.0, greatest(0.0,
        ({{ share }} + {{ z * z / 2 }} / {{ n }} {{ sign }} {{ z }} * sqrt(
            {{ share }} * (1 - {{ share }}) / {{ n }} + {{ z * z / 4 }} / ({{ n }} * {{ n }})
        )) / (1 + {{ z * z }} / {{ n }})
    )) end
{%- endmacro %}

{# One number over another; null over nothing. #}
{% macro share(part, whole) -%} {{ part }} / cast(nullif({{ whole }}, 0) as {{ type_double() }}) {%- endmacro %}

{#
    The ends of the 95 % interval of a difference between two independent shares (this - other), by Newcombe's method: from the
    Wilson ends of both, so that it holds for small samples and for shares of 0 and 1. Null where either share is of nothing.
#}
{% macro difference_lower(part, whole, other_part, other_whole) -%}
    {{ difference_bound(part, whole, other_part, other_whole, '-', wilson_lower(part, whole), wilson_upper(other_part, other_whole)) }}
{%- endmacro %}
{% macro difference_upper(part, whole, other_part, other_whole) -%}
    {{ difference_bound(part, whole, other_part, other_whole, '+', wilson_upper(part, whole), wilson_lower(other_part, other_whole)) }}
{%- endmacro %}

{% macro difference_bound(part, whole, other_part, other_whole, sign, end, other_end) -%}
    {{ share(part, whole) }} - {{ share(other_part, other_whole) }} {{ sign }} sqrt(
        power({{ share(part, whole) }} - {{ end }}, 2) + power({{ share(other_part, other_whole) }} - {{ other_end }}, 2)
    )
{%- endmacro %}

{# The ends of the 95 % interval of a ratio by the log method, from the ratio and the variance of its logarithm. #}
{% macro ratio_lower(ratio, log_variance) -%} {{ ratio_bound(ratio, log_variance, '-') }} {%- endmacro %}
{% macro ratio_upper(ratio, log_variance) -%} {{ ratio_bound(ratio, log_variance, '+') }} {%- endmacro %}

{% macro ratio_bound(ratio, log_variance, sign) -%}
    {%- set z = 1.959963984540054 -%}
    case when {{ ratio }} > 0 then {{ ratio }} * exp({{ sign }} {{ z }} * sqrt({{ log_variance }})) end
{%- endmacro %}

{# Three columns: a rate and the ends of its 95 % interval, acceptance_rate, acceptance_rate_lower and acceptance_rate_upper. #}
{% macro rate_with_interval(part, whole, rate) -%}
    {{ share(part, whole) }} as {{ rate }},
    {{ wilson_lower(part, whole) }} as {{ rate }}_lower,
    {{ wilson_upper(part, whole) }} as {{ rate }}_upper
{%- endmacro %}
