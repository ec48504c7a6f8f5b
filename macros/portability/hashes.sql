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

{% macro postgres__summable_hash(text) -%}
    cast(hashtextextended({{ text }}, 0) as numeric)
{%- endmacro %}

{% macro spark__summable_hash(text) -%}
    cast(xxhash64({{ text }}) as decimal(38, 0))
{%- endmacro %}

{#
    A key made of a text: the same number in every build and on every engine, so that what is kept from an earlier build still
    joins. 60 bits: that no two texts share one is tested where keys are made.
#}
{% macro stable_key(text) -%}
    {{ return(adapter.dispatch('stable_key', 'mql')(text)) }}
{%- endmacro %}

{% macro duckdb__stable_key(text) -%}
    cast('0x' || left(md5({{ text }}), 15) as bigint)
{%- endmacro %}

{% macro postgres__stable_key(text) -%}
    cast(cast('x' || left(md5({{ text }}), 15) as bit(60)) as bigint)
{%- endmacro %}

{% macro spark__stable_key(text) -%}
    cast(conv(left(md5({{ text }}), 15), 16, 10) as bigint)
{%- endmacro %}

{#
    A number for the values of a row, for comparing what is with what was kept: sums of it are exact. An upgrade of the database
    may change it, which costs one full build.
#}
{% macro row_print(columns) -%}
    {{ return(adapter.dispatch('row_print', 'mql')(columns)) }}
{%- endmacro %}

{#- twice: one hash of several values combines them, and two rows that swap one could sum to the same -#}
{% macro duckdb__row_print(columns) -%}
    cast(hash(hash({{ columns | join(', ') }})) >> 1 as bigint)
{%- endmacro %}

{% macro postgres__row_print(columns) -%}
    {%- set typed = [] -%}
    {#- a constant has no type there until it is given one -#}
    {%- for column in columns -%}{%- do typed.append('cast(' ~ column ~ ' as text)' if column.startswith("'") else column) -%}{%- endfor -%}
    (hashint8extended(hash_record_extended(row({{ typed | join(', ') }}), 0), 0) & 9223372036854775807)
{%- endmacro %}

{#- a hash of several values skips those that are null -#}
{% macro spark__row_print(columns) -%}
    {%- set texts = [] -%}
    {%- for column in columns -%}{%- do texts.append("coalesce('=' || cast(" ~ column ~ " as string), '')") -%}{%- endfor -%}
    cast(xxhash64(xxhash64({{ texts | join(', ') }})) as decimal(20, 0))
{%- endmacro %}

{# The same of all columns of a row of a relation, by its alias. #}
{% macro whole_row_print(alias) -%}
    {{ return(adapter.dispatch('whole_row_print', 'mql')(alias)) }}
{%- endmacro %}

{% macro duckdb__whole_row_print(alias) -%}
    cast(hash(hash({{ alias }})) >> 1 as bigint)
{%- endmacro %}

{% macro postgres__whole_row_print(alias) -%}
    (hashint8extended(hash_record_extended({{ alias }}, 0), 0) & 9223372036854775807)
{%- endmacro %}

{# SHA-256 of a text, as 64 hex digits. #}
{% macro sha256_hex(text) -%}
    {{ return(adapter.dispatch('sha256_hex', 'mql')(text)) }}
{%- endmacro %}

{% macro duckdb__sha256_hex(text) -%}
    sha256({{ text }})
{%- endmacro %}

{% macro postgres__sha256_hex(text) -%}
    encode(sha256(convert_to({{ text }}, 'UTF8')), 'hex')
{%- endmacro %}

{% macro spark__sha256_hex(text) -%}
    sha2({{ text }}, 256)
{%- endmacro %}

{% macro spark__whole_row_print(alias) -%}
    cast(xxhash64(to_json(struct({{ alias }}.*))) as decimal(20, 0))
{%- endmacro %}
