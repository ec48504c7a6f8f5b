{# What hides personal data. The salt never stands in SQL: the session has it from the profile, on Postgres from dbt_mql. #}

{# A text as 32 hex digits that only who has the salt can look up; the same text gives the same digits in every table and build. #}
{% macro salted_hash(text) -%}
    {{ return(adapter.dispatch('salted_hash', 'mql')(text)) }}
{%- endmacro %}

{% macro duckdb__salted_hash(text) -%}
    substr(sha256(getvariable('mql_hash_salt') || '|' || {{ text }}), 1, 32)
{%- endmacro %}

{% macro postgres__salted_hash(text) -%}
    substr({{ sha256_hex("current_setting('mql.hash_salt') || '|' || " ~ text) }}, 1, 32)
{%- endmacro %}

{#- put in where Spark reads the statement, so that no compiled file holds it; what Spark redacts by its name it would put in redacted -#}
{% macro spark__salted_hash(text) -%}
    left({{ sha256_hex("'${spark.mql.hash_salt}' || '|' || " ~ text) }}, 32)
{%- endmacro %}

{% macro has_hash_salt() %}
    {{ return(adapter.dispatch('has_hash_salt', 'mql')()) }}
{% endmacro %}

{% macro duckdb__has_hash_salt() %}
    {% do return(run_query("select coalesce(getvariable('mql_hash_salt'), '') <> '' as is_there").rows[0][0]) %}
{% endmacro %}

{% macro postgres__has_hash_salt() %}
    {% do return(run_query("select coalesce(current_setting('mql.hash_salt', true), '') <> '' as is_there").rows[0][0]) %}
{% endmacro %}

{% macro spark__has_hash_salt() %}
    {% set salt = "'${spark.mql.hash_salt}'" %}
    {% do return(run_query("select " ~ salt ~ " not in ('', '*********(redacted)') and " ~ salt ~ " not like '$%' as is_there").rows[0][0]) %}
{% endmacro %}

{# What an address looks like, in lower case. #}
{% macro is_email() -%} ^[^@ ]+@[^@ ]+[.][^@ .]+$ {%- endmacro %}
