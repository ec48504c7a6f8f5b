-- the last day of each period that was over by as_of
with

days as (
    select
        day_on,
        {{ dbt.dateadd('day', 1, 'day_on') }} as next_day_on
    from {{ ref('int_days') }}
)

select day_on as snapshot_on
from days
where
    cast({{ dbt.date_trunc(var('snapshot_grain'), 'next_day_on') }} as date) = cast(next_day_on as date)
    and {{ epoch_seconds(start_of_local_day('next_day_on')) }} <= {{ as_of_epoch() }}
