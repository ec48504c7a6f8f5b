-- every local day from before the first of which anything is told until a year and more after as_of; at most a century of them, counted
-- back from the end and in whole quarters, so that a lead known since the year 1 costs no more
with

numbers as (
    {{ numbers_below(40000) }}
),

days as (
    select {{ timestamp_at(as_of_epoch() ~ ' + 86400 * (550 - numbers.n)') }} as day_at
    from numbers
),

bounds as (
    select
        cast({{ dbt.dateadd('day', -7, 'first_day.first_on') }} as date) as begins_on,
        cast({{ dbt.dateadd('month', 3, dbt.date_trunc('quarter', 'min(days.day_at)')) }} as date) as century_begins_on
    from {{ ref('int_first_day') }} as first_day
    cross join days
    group by first_day.first_on
)

select
    cast(days.day_at as date) as day_on,
    {{ iso_weekday('days.day_at') }} as iso_weekday
from days
inner join bounds on cast(days.day_at as date) >= bounds.begins_on and cast(days.day_at as date) >= bounds.century_begins_on
