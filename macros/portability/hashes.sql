{#
    A hash of a text as a whole number that sums without overflow, so that sets of rows can be compared whatever their order.
    Both sides are hashed in one statement or build: what it returns is never kept.
#}
{% macro summable_hash(text) -%}
    {{ return(adapter.dispatch('summable_hash', 'mql')(text)) }}
{%- endmacro %}

{% macro duckdb__summable_hash(text) -%}
    cast(hash({{ text }}) as decimal(38, 0))
{%- endmacro %}
