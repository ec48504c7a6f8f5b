-- the first local day of which anything is told: somebody became known, a deal was opened or closed, or money was spent
with

days as (
    select {{ local_date('known_at') }} as day_on
    from {{ ref('int_leads') }}
    union all
    select {{ local_date('created_at') }} as day_on
    from {{ ref('int_opportunities') }}
    union all
    select {{ local_date('closed_at') }} as day_on
    from {{ ref('int_opportunities') }}
    union all
    select cast({{ dbt.date_trunc('month', 'month_on') }} as date) as day_on
    from {{ ref('stg_channel_costs') }}
)

select min(day_on) as first_on
from days
