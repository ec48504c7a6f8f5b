{# Whether a figure lies in a band: lower end in, upper end out, a blank end open. #}
{% macro is_in_band(value, band) -%}
    ({{ band }}.lower is null or {{ value }} >= {{ band }}.lower) and ({{ band }}.upper is null or {{ value }} < {{ band }}.upper)
{%- endmacro %}
