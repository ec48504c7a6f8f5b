-- dense: each period begins the day after the one before ended, and has each metric of each definition
with

periods as (
    select distinct
        period_grain,
        period_start_on,
        period_end_on
    from {{ ref('fct_funnel_periods') }}
),

neighbours as (
    select
        period_grain,
        period_start_on,
        lag(period_end_on) over (partition by period_grain order by period_start_on) as ended_before
    from periods
),

counts as (
    select
        period_grain,
        period_start_on,
        count(*) as metric_rows
    from {{ ref('fct_funnel_periods') }}
    group by period_grain, period_start_on
),

expected as (
    select
        (select count(*) from {{ ref('metrics') }}) * (select count(*) from {{ ref('dim_definitions') }}) as metric_rows
)

select
    'a gap before' as fault,
    period_grain,
    period_start_on
from neighbours
where cast({{ dbt.dateadd('day', 1, 'ended_before') }} as date) <> period_start_on
union all
select
    'metrics missing or twice in' as fault,
    counts.period_grain,
    counts.period_start_on
from counts
cross join expected
where counts.metric_rows <> expected.metric_rows
