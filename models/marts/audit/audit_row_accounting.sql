{% set tables = raw_tables() %}
{% set fates = ['quarantined', 'deleted', 'held', 'superseded', 'staged'] %}

with

raw_counts as (
    {% for table in tables -%}
    select
        '{{ table }}' as table_name,
        count(*) as raw_rows
    from {{ source('raw', table) }}
    {{ 'union all' if not loop.last }}
    {% endfor -%}
),

fate_counts as (
    {% for table in tables -%}
    select
        {% for fate in fates -%}
        coalesce(sum(case when row_fate = '{{ fate }}' then 1 else 0 end), 0) as {{ fate }}_rows,
        {% endfor -%}
        '{{ table }}' as table_name
    from {{ ref('base_' ~ table) }}
    {{ 'union all' if not loop.last }}
    {% endfor -%}
)

select
    raw_counts.table_name,
    {% for fate in fates -%}
    cast(fate_counts.{{ fate }}_rows as {{ dbt.type_bigint() }}) as {{ fate }}_rows,
    {% endfor -%}
    cast(raw_counts.raw_rows as {{ dbt.type_bigint() }}) as raw_rows
from raw_counts
inner join fate_counts on raw_counts.table_name = fate_counts.table_name
