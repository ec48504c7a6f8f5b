-- for each lead that bought: of the leads of the same age without a deal, how many there were and how many had shown the signal
with

signals as (
    select * from {{ ref('int_signals') }}
),

lead_signals as (
    select * from {{ ref('int_lead_signals') }}
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

winners as (
    select
        lead_key,
        exit_rank
    from exposures
    where is_won
),

signals_of_winners as (
    select
        winners.lead_key,
        winners.exit_rank,
        lead_signals.signal_key
    from winners
    inner join lead_signals on winners.lead_key = lead_signals.lead_key
),

cases as (
    select
        0 as base_key,
        lead_key,
        exit_rank
    from winners
    union all
    select
        signals.base_key,
        signals_of_winners.lead_key,
        signals_of_winners.exit_rank
    from signals_of_winners
    inner join signals on signals_of_winners.signal_key = signals.signal_key
    where signals.base_key < 0
),

-- at the age of a case who leaves is gone, and who shows the signal has not yet shown it
signal_turns as (
    select
        lead_signals.signal_key,
        age_ranks.rank_after as age_rank,
        1 as change
    from lead_signals
    inner join age_ranks on lead_signals.seen_age = age_ranks.age
    union all
    select
        lead_signals.signal_key,
        exposures.exit_rank as age_rank,
        -1 as change
    from lead_signals
    inner join exposures on lead_signals.lead_key = exposures.lead_key
),

signal_changes as (
    select
        signal_key,
        age_rank,
        cast(sum(change) as {{ dbt.type_int() }}) as change
    from signal_turns
    group by signal_key, age_rank
),

-- a base is counted like a signal; who is in that of an attribute shows one of its values
turns as (
    select
        signal_key as series_key,
        age_rank,
        change
    from signal_changes
    union all
    select
        signals.base_key as series_key,
        signal_changes.age_rank,
        signal_changes.change
    from signal_changes
    inner join signals on signal_changes.signal_key = signals.signal_key
    where signals.base_key < 0
    union all
    select
        0 as series_key,
        1 as age_rank,
        1 as change
    from exposures
    union all
    select
        0 as series_key,
        exit_rank as age_rank,
        -1 as change
    from exposures
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
        cast(sum(change) as {{ dbt.type_int() }}) as change
    from turns
    group by series_key, age_rank
),

counted as (
    select
        series_key,
        age_rank,
        sum(change) over (partition by series_key order by age_rank rows between unbounded preceding and current row) as leads
    from changes
),

peers as {{ held() }} (
    select
        cases.base_key,
        cases.lead_key,
        cases.exit_rank,
        counted.leads
    from cases
    inner join counted on cases.base_key = counted.series_key and cases.exit_rank = counted.age_rank
)

select
    signals.signal_key,
    peers.lead_key as won_lead_key,
    peers.leads as peers,
    counted.leads as peers_with_signal,
    signals_of_winners.lead_key is not null as has_signal
from peers
inner join signals on peers.base_key = signals.base_key
inner join counted on signals.signal_key = counted.series_key and peers.exit_rank = counted.age_rank
left join signals_of_winners
    on signals.signal_key = signals_of_winners.signal_key and peers.lead_key = signals_of_winners.lead_key
