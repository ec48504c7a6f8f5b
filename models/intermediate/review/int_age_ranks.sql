-- where an age stands among those at which leads bought: only there peers are counted, so that nobody has to be sorted by the second
with

exposures as (
    select * from {{ ref('int_lead_exposures') }}
),

seen_ages as (
    select seen_age as age from {{ ref('int_lead_signals') }}
    union all
    select seen_age as age from {{ ref('int_signal_bases') }}
    union all
    select exit_age as age from exposures
),

ages as (
    select
        age,
        0 as won_ages
    from seen_ages
    group by age
    union all
    select
        exit_age as age,
        1 as won_ages
    from exposures
    where is_won
    group by exit_age
),

distinct_ages as (
    select
        age,
        sum(won_ages) as won_ages
    from ages
    group by age
),

counted as (
    select
        age,
        won_ages,
        sum(won_ages) over (order by age rows between unbounded preceding and current row) as won_ages_until
    from distinct_ages
)

select
    age,
    cast(won_ages_until - won_ages + 1 as {{ dbt.type_int() }}) as rank_from,
    cast(won_ages_until + 1 as {{ dbt.type_int() }}) as rank_after
from counted
