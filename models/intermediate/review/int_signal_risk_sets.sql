-- for each lead that bought: of the leads of the same age without a deal, how many there were and how many had shown the signal
with

signals as (
    select * from {{ ref('int_signals') }}
),

lead_signals as (
    select * from {{ ref('int_lead_signals') }}
),

bases as (
    select * from {{ ref('int_signal_bases') }}
),

age_ranks as (
    select * from {{ ref('int_age_ranks') }}
),

exposures as (
    select
        exposures.lead_key,
        exposures.is_won,
        age_ranks.rank_from as exit_rank
    from {{ ref('int_lead_exposures') }} as exposures
    inner join age_ranks on exposures.exit_age = age_ranks.age
),

memberships as (
    select
        signal_key as series_key,
        lead_key,
        seen_age
    from lead_signals
    union all
    select
        base_key as series_key,
        lead_key,
        seen_age
    from bases
),

cases as (
    select
        bases.base_key,
        bases.lead_key,
        exposures.exit_rank
    from bases
    inner join exposures on bases.lead_key = exposures.lead_key and exposures.is_won
),

-- at the age of a case who leaves is gone, and who shows the signal has not yet shown it
turns as (
    select
        memberships.series_key,
        age_ranks.rank_after as age_rank,
        1 as change
    from memberships
    inner join age_ranks on memberships.seen_age = age_ranks.age
    union all
    select
        memberships.series_key,
        exposures.exit_rank as age_rank,
        -1 as change
    from memberships
    inner join exposures on memberships.lead_key = exposures.lead_key
    union all
    select
        signals.signal_key as series_key,
        cases.exit_rank as age_rank,
        0 as change
    from cases
    inner join signals on cases.base_key = signals.base_key
    union all
    select
        base_key as series_key,
        exit_rank as age_rank,
        0 as change
    from cases
),

changes as (
    select
        series_key,
        age_rank,
        sum(change) as change
    from turns
    group by series_key, age_rank
),

counted as (
    select
        series_key,
        age_rank,
        sum(change) over (partition by series_key order by age_rank rows between unbounded preceding and current row) as leads
    from changes
)

select
    signals.signal_key,
    cases.lead_key as won_lead_key,
    of_base.leads as peers,
    of_signal.leads as peers_with_signal,
    lead_signals.lead_key is not null as has_signal
from cases
inner join signals on cases.base_key = signals.base_key
inner join counted as of_base on signals.base_key = of_base.series_key and cases.exit_rank = of_base.age_rank
inner join counted as of_signal on signals.signal_key = of_signal.series_key and cases.exit_rank = of_signal.age_rank
left join lead_signals on signals.signal_key = lead_signals.signal_key and cases.lead_key = lead_signals.lead_key
