-- how many rows each kept table holds
{% set tables = [] -%}
{% for name in tables_kept_by_lead() %}{% do tables.append([name, ref(name)]) %}{% endfor -%}

with

kept as (
    {{ kept_row_counts(tables) }}
)

select * from kept
where {{ are_all_kept_tables_built() }}
