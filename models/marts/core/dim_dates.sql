with

days as (
    select * from {{ ref('int_days') }}
),

holidays as (
    select * from {{ ref('holidays') }}
),

worked as (
    select
        day_on,
        sum({{ minutes_of('closes_epoch - opens_epoch') }}) as business_minutes
    from {{ ref('int_business_windows') }}
    group by day_on
)

select
    days.day_on,
    cast({{ dbt.date_trunc('week', 'days.day_on') }} as date) as week_starts_on,
    cast({{ dbt.date_trunc('month', 'days.day_on') }} as date) as month_starts_on,
    cast({{ dbt.date_trunc('quarter', 'days.day_on') }} as date) as quarter_starts_on,
    cast({{ dbt.date_trunc('year', 'days.day_on') }} as date) as year_starts_on,
    days.iso_weekday,
    holidays.name as holiday,
    cast(coalesce(worked.business_minutes, 0) as {{ dbt.type_int() }}) as business_minutes
from days
left join holidays on days.day_on = holidays.holiday_on
left join worked on days.day_on = worked.day_on
