-- what each channel cost a day: a month's costs spread evenly over its days, up to as_of
with

months as (
    select
        cast({{ dbt.date_trunc('month', 'month_on') }} as date) as month_on,
        lead_source,
        sum(cost_usd) as cost_usd
    from {{ ref('stg_channel_costs') }}
    group by cast({{ dbt.date_trunc('month', 'month_on') }} as date), lead_source
),

numbers as (
    {{ numbers_below(31) }}
),

days as (
    select
        months.lead_source,
        months.month_on,
        months.cost_usd,
        cast({{ dbt.dateadd('day', 'numbers.n', 'months.month_on') }} as date) as day_on
    from months
    cross join numbers
),

spread as (
    select
        lead_source,
        day_on,
        cost_usd / count(*) over (partition by lead_source, month_on) as cost_usd
    from days
    where day_on < cast({{ dbt.dateadd('month', 1, 'month_on') }} as date)
)

select * from spread
where day_on <= {{ local_date(as_of()) }}
