{% set tables = raw_tables() %}

with

marked as (
    {% for table in tables -%}
    select
        '{{ table }}' as table_name,
        uncast_columns
    from {{ ref('base_' ~ table) }}
    where row_fate = 'staged' and uncast_columns <> ''
    {{ 'union all' if not loop.last }}
    {% endfor -%}
),

items as (
    select
        marked.table_name,
        items.item as column_name
    from marked
    {{ items_of('marked.uncast_columns') }}
)

select
    table_name,
    column_name,
    cast(count(*) as {{ dbt.type_bigint() }}) as staged_as_null_rows
from items
where column_name <> ''
group by table_name, column_name
