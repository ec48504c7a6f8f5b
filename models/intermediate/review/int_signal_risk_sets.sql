-- for each lead that bought: of the leads of the same age without a deal, how many there were and how many had shown the signal
with

exposures as (
    select * from {{ ref('int_lead_exposures') }}
),

signals as (
    select * from {{ ref('int_signals') }}
),

bases as (
    select * from {{ ref('int_signal_bases') }}
),

memberships as (
    select
        signal_key as series_key,
        lead_key,
        seen_age
    from {{ ref('int_lead_signals') }}
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
        exposures.exit_age
    from bases
    inner join exposures on bases.lead_key = exposures.lead_key and exposures.is_won
),

-- at one age, who leaves is gone and who shows the signal has not yet shown it
turns as (
    select
        series_key,
        seen_age as age,
        2 as turn,
        1 as change,
        cast(null as {{ dbt.type_int() }}) as won_lead_key
    from memberships
    union all
    select
        memberships.series_key,
        exposures.exit_age as age,
        0 as turn,
        -1 as change,
        cast(null as {{ dbt.type_int() }}) as won_lead_key
    from memberships
    inner join exposures on memberships.lead_key = exposures.lead_key
    union all
    select
        signals.signal_key as series_key,
        cases.exit_age as age,
        1 as turn,
        0 as change,
        cases.lead_key as won_lead_key
    from cases
    inner join signals on cases.base_key = signals.base_key
    union all
    select
        base_key as series_key,
        exit_age as age,
        1 as turn,
        0 as change,
        lead_key as won_lead_key
    from cases
),

counted as (
    select
        series_key,
        won_lead_key,
        sum(change) over (
            partition by series_key order by age, turn rows between unbounded preceding and current row
        ) as leads
    from turns
)

select
    signals.signal_key,
    of_base.won_lead_key,
    of_base.leads as peers,
    of_signal.leads as peers_with_signal,
    lead_signals.lead_key is not null as has_signal
from signals
inner join counted as of_base on signals.base_key = of_base.series_key and of_base.won_lead_key is not null
inner join counted as of_signal on signals.signal_key = of_signal.series_key and of_base.won_lead_key = of_signal.won_lead_key
left join {{ ref('int_lead_signals') }} as lead_signals
    on signals.signal_key = lead_signals.signal_key and of_base.won_lead_key = lead_signals.lead_key
