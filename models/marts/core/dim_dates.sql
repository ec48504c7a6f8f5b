with

days as (
    select * from {{ ref('int_days') }}
),

holidays as (
    select * from {{ ref('holidays') }}
),

hours as (
    select
        iso_weekday,
        sum(
            cast({{ split_part('closes_at', ':', 1) }} as {{ dbt.type_int() }}) * 60
            + cast({{ split_part('closes_at', ':', 2) }} as {{ dbt.type_int() }})
            - cast({{ split_part('opens_at', ':', 1) }} as {{ dbt.type_int() }}) * 60
            - cast({{ split_part('opens_at', ':', 2) }} as {{ dbt.type_int() }})
        ) as open_minutes
    from {{ ref('business_hours') }}
    group by iso_weekday
)

select
    days.day_on,
    cast({{ dbt.date_trunc('week', 'days.day_on') }} as date) as week_starts_on,
    cast({{ dbt.date_trunc('month', 'days.day_on') }} as date) as month_starts_on,
    cast({{ dbt.date_trunc('quarter', 'days.day_on') }} as date) as quarter_starts_on,
    cast({{ dbt.date_trunc('year', 'days.day_on') }} as date) as year_starts_on,
    days.iso_weekday,
    holidays.name as holiday,
    case when holidays.holiday_on is not null then 0 else coalesce(cast(hours.open_minutes as {{ dbt.type_int() }}), 0) end
        as business_minutes
from days
left join holidays on days.day_on = holidays.holiday_on
left join hours on days.iso_weekday = hours.iso_weekday
