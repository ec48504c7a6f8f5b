-- how many rows each kept table holds
{% set tables = [] -%}
{% for name in tables_kept_by_lead() %}{% do tables.append([name, ref(name)]) %}{% endfor -%}

with

done as (
    {{ kept_row_counts(tables) }}
)

{{ done_or_left('int_done_rows') }}
