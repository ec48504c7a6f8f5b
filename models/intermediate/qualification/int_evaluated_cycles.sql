{{ config(materialized='incremental', incremental_strategy='replace_leads_and_definitions') }}

with recursive

activations as (
    select * from {{ ref('int_activations') }}
    where {{ is_at_work() }}
),

successors as (
    select * from {{ ref('int_activation_successors') }}
    where {{ is_at_work() }}
),

first_activations as (
    select
        lead_key,
        definition_key,
        min(at_epoch) as mql_epoch
    from activations
    group by lead_key, definition_key
),

cycles as (
    select
        lead_key,
        definition_key,
        mql_epoch,
        1 as cycle_number,
        {{ beginning_of_time() }} as previous_mql_epoch
    from first_activations
    union all
    select
        cycles.lead_key,
        cycles.definition_key,
        successors.next_mql_epoch as mql_epoch,
        cycles.cycle_number + 1 as cycle_number,
        cycles.mql_epoch as previous_mql_epoch
    from cycles
    inner join successors
        on
            cycles.lead_key = successors.lead_key
            and cycles.definition_key = successors.definition_key
            and cycles.mql_epoch = successors.mql_epoch
    -- forwards only: whatever a definition says, a chain comes to its end
    where successors.next_mql_epoch > cycles.mql_epoch
),

-- of the triggers active at that instant the lowest rank names the MQL; from the second cycle on, of those with news since
named as (
    select
        cycles.lead_key,
        cycles.definition_key,
        cycles.mql_epoch,
        cycles.cycle_number,
        activations.trigger_key,
        row_number() over (
            partition by cycles.lead_key, cycles.definition_key, cycles.mql_epoch
            order by activations.trigger_rank
        ) as choice
    from cycles
    inner join activations
        on
            cycles.lead_key = activations.lead_key
            and cycles.definition_key = activations.definition_key
            and cycles.mql_epoch = activations.at_epoch
            and (cycles.cycle_number = 1 or cycles.previous_mql_epoch < activations.last_news_epoch)
)

select
    named.lead_key,
    named.definition_key,
    named.cycle_number,
    named.mql_epoch,
    named.trigger_key,
    successors.reopens_epoch,
    coalesce(successors.next_mql_epoch, {{ end_of_time() }}) as span_ends_epoch
from named
inner join successors
    on
        named.lead_key = successors.lead_key
        and named.definition_key = successors.definition_key
        and named.mql_epoch = successors.mql_epoch
where named.choice = 1
