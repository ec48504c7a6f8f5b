-- the days on which sales works, counted: each from its local midnight to the close of its last window
with

days as (
    select
        day_on,
        min(begins_epoch) as begins_epoch,
        max(closes_epoch) as closes_epoch
    from {{ ref('int_business_openings') }}
    group by day_on
)

select
    day_on,
    row_number() over (order by day_on) as day_number,
    begins_epoch,
    closes_epoch,
    coalesce(lead(begins_epoch) over (order by day_on), {{ end_of_time() }}) as next_begins_epoch
from days
