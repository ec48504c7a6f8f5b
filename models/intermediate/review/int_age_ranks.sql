-- where an age stands among those at which leads bought: only there peers are counted, so that nobody has to be sorted by the second
with

ages as (
    select
        seen_age as age,
        0 as won_ages
    from {{ ref('int_lead_signals') }}
    union all
    select
        exit_age as age,
        case when is_won then 1 else 0 end as won_ages
    from {{ ref('int_lead_exposures') }}
),

-- an age at which several bought counts once
distinct_ages as (
    select
        age,
        max(won_ages) as won_ages
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
