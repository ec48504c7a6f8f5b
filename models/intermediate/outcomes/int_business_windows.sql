-- the business clock: the windows in which it runs, none over another, and the business seconds that passed before each
with

openings as (
    select * from {{ ref('int_business_openings') }}
),

-- where two teams work at once the clock runs once
trimmed as (
    select
        day_on,
        greatest(opens_epoch, coalesce(max(closes_epoch) over (
            order by opens_epoch, closes_epoch rows between unbounded preceding and 1 preceding
        ), opens_epoch)) as opens_epoch,
        closes_epoch
    from openings
),

windows as (
    select
        trimmed.*,
        row_number() over (order by opens_epoch) as window_number
    from trimmed
    where closes_epoch > opens_epoch
)

select
    -- before the first window the clock stands at zero
    case when window_number = 1 then {{ beginning_of_time() }} else opens_epoch end as from_epoch,
    day_on,
    opens_epoch,
    closes_epoch,
    cast(coalesce(sum(closes_epoch - opens_epoch) over (
        order by opens_epoch rows between unbounded preceding and 1 preceding
    ), 0) as {{ dbt.type_bigint() }}) as seconds_before,
    coalesce(lead(opens_epoch) over (order by opens_epoch), {{ end_of_time() }}) as next_opens_epoch
from windows
