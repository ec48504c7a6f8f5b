-- the response of each MQL on its trigger's clock, and when its answer was due
with

mqls as (
    select
        cycles.lead_key,
        cycles.definition_key,
        cycles.mql_epoch,
        triggers.sla_clock,
        cast(round(triggers.sla_minutes * 60) as {{ dbt.type_bigint() }}) as sla_seconds,
        responses.response_epoch
    from {{ ref('int_mql_cycles') }} as cycles
    inner join {{ ref('stg_triggers') }} as triggers on cycles.trigger_key = triggers.trigger_key
    left join {{ ref('int_mql_responses') }} as responses
        on
            cycles.lead_key = responses.lead_key
            and cycles.definition_key = responses.definition_key
            and cycles.mql_epoch = responses.mql_epoch
),

windows as (
    select * from {{ ref('int_business_windows') }}
),

on_elapsed as (
    select
        lead_key,
        definition_key,
        mql_epoch,
        response_epoch,
        sla_seconds,
        response_epoch - mql_epoch as response_seconds,
        mql_epoch + sla_seconds as due_epoch
    from mqls
    where sla_clock = 'elapsed'
),

-- the business seconds that had passed at a time: those before its window and those within it
business_starts as (
    select
        mqls.*,
        windows.seconds_before + least(mqls.mql_epoch, windows.closes_epoch) - windows.opens_epoch as clock_at_mql
    from mqls
    inner join windows on mqls.mql_epoch >= windows.opens_epoch and mqls.mql_epoch < windows.next_opens_epoch
    where mqls.sla_clock = 'business'
),

on_business as (
    select
        starts.lead_key,
        starts.definition_key,
        starts.mql_epoch,
        starts.response_epoch,
        starts.sla_seconds,
        answered.seconds_before + least(starts.response_epoch, answered.closes_epoch) - answered.opens_epoch
        - starts.clock_at_mql as response_seconds,
        case
            when starts.sla_seconds = 0 then starts.mql_epoch
            else due.opens_epoch + starts.clock_at_mql + starts.sla_seconds - due.seconds_before
        end as due_epoch
    from business_starts as starts
    left join windows as answered
        on starts.response_epoch >= answered.opens_epoch and starts.response_epoch < answered.next_opens_epoch
    left join windows as due
        on
            starts.clock_at_mql + starts.sla_seconds > due.seconds_before
            and starts.clock_at_mql + starts.sla_seconds <= due.seconds_before + due.closes_epoch - due.opens_epoch
),

clocked as (
    select * from on_elapsed
    union all
    select * from on_business
)

select
    lead_key,
    definition_key,
    mql_epoch,
    response_epoch,
    response_seconds / 60.0 as response_minutes,
    due_epoch,
    case
        when response_epoch is not null then response_seconds <= sla_seconds
        when due_epoch <= {{ as_of_epoch() }} then false
    end as is_within_sla
from clocked
