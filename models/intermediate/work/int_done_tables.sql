-- how many rows each kept table holds, and which command wrote them: the last word, which vouches for the others
{% for name in words_of_last_build() if name != 'int_done_tables' -%}
-- depends_on: {{ ref(name) }}
{% endfor -%}
{% set tables = [] -%}
{% for name in kept_tables() %}{% do tables.append([name, ref(name)]) %}{% endfor -%}

with

counts as (
    {{ kept_row_counts(tables) }}
),

done as (
    select
        table_name,
        kept_rows,
        '{{ invocation_id }}' as build_id
    from counts
)

{{ done_or_left('int_done_tables') }}
