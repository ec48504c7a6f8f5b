-- the cohorts of leads, by when they became known: how many, and how many of them ever became an MQL
with

known as (
    select
        {{ local_date('known_at') }} as day_on,
        count(*) as leads
    from {{ ref('int_leads') }}
    group by {{ local_date('known_at') }}
),

became_mqls as (
    select
        definition_key,
        known_on as day_on,
        count(first_mql_epoch) as leads
    from {{ ref('int_mql_measures') }}
    group by definition_key, known_on
),

period_days as (
    select * from {{ ref('int_period_days') }}
)

select
    definitions.definition_key,
    period_days.period_grain,
    period_days.period_start_on,
    sum(known.leads) as leads,
    sum(coalesce(became_mqls.leads, 0)) as leads_with_mql
from known
cross join {{ ref('stg_definitions') }} as definitions
left join became_mqls on known.day_on = became_mqls.day_on and definitions.definition_key = became_mqls.definition_key
inner join period_days on known.day_on = period_days.day_on
group by definitions.definition_key, period_days.period_grain, period_days.period_start_on
