-- leads of which a kept table no longer holds what the last build left there: rows that somebody deleted, or a build that broke off
{% set left_rows = left_by_last_build('int_done_rows') if left_by_last_build('int_done_leads') else none %}
{% set tables = [] -%}
{% for name in tables_kept_by_lead() if left_by_last_build(name) %}{% do tables.append([name, left_by_last_build(name)]) %}{% endfor -%}

with

found as (
    {{ kept_row_counts(tables) }}
),

left_rows as (
    {% if left_rows -%}
    select * from {{ left_rows }}
    {%- else -%}
    select * from found
    where false
    {%- endif %}
),

damaged as (
    select coalesce(found.bucket, left_rows.bucket) as bucket
    from found
    full outer join left_rows on found.table_name = left_rows.table_name and found.bucket = left_rows.bucket
    where
        coalesce(found.kept_rows, 0) <> coalesce(left_rows.kept_rows, 0)
        or coalesce(found.print, 0) <> coalesce(left_rows.print, 0)
)

-- whoever ever had a key: a lead that is gone may have rows left that nobody counted; rows of a key that nobody had belong to no mart
select lead_key
from {{ ref('int_lead_keys') }}
where mod(lead_key, 1024) in (select damaged.bucket from damaged)
