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
