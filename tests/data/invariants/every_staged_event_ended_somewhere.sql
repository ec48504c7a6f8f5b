with

staged as (
    select staged_rows
    from {{ ref('audit_row_accounting') }}
    where table_name = 'events'
),

ended as (
    select
        coalesce(sum(events), 0) as events,
        min(events) as least
    from {{ ref('audit_event_accounting') }}
)

select
    staged.staged_rows,
    ended.events
from staged
cross join ended
-- some are counted by what is left over: below 0 where an event ended twice
where staged.staged_rows <> ended.events or ended.least < 0
