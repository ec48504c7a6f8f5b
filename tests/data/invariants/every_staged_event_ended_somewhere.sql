with

staged as (
    select staged_rows
    from {{ ref('audit_row_accounting') }}
    where table_name = 'events'
),

ended as (
    select coalesce(sum(events), 0) as events
    from {{ ref('audit_event_accounting') }}
)

select
    staged.staged_rows,
    ended.events
from staged
cross join ended
where staged.staged_rows <> ended.events
