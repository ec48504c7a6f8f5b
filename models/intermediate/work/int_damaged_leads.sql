-- leads of which a kept table no longer holds what the last build left there: rows that somebody deleted, or a build that broke off
{% set left_rows = left_by_last_build('int_done_rows') %}
{% set left_leads = left_by_last_build('int_done_leads') %}

with

leads as (
    select lead_key
    from {{ ref('int_leads') }}
    {%- if left_leads %}
    union
    select lead_key
    from {{ left_leads }}
    {%- endif %}
)

{%- if left_rows is none %}

select lead_key
from leads
where false
{%- else %},

{% set tables = [] %}
{%- for name in tables_kept_by_lead() if left_by_last_build(name) %}{% do tables.append([name, left_by_last_build(name)]) %}{% endfor -%}
found as (
    {{ kept_row_counts(tables) }}
),

damaged as (
    select coalesce(found.bucket, left_rows.bucket) as bucket
    from found
    full outer join {{ left_rows }} as left_rows
        on found.table_name = left_rows.table_name and found.bucket = left_rows.bucket
    where
        coalesce(found.kept_rows, 0) <> coalesce(left_rows.kept_rows, 0)
        or coalesce(found.print, 0) <> coalesce(left_rows.print, 0)
)

select distinct leads.lead_key
from leads
inner join damaged on mod(leads.lead_key, 1024) = damaged.bucket
{%- endif %}
