-- every candidate instant of a trigger with what then held, and the latest news it had by then
{{ config(materialized='incremental', incremental_strategy='replace_leads_and_definitions') }}

with

steps as (
    select
        lead_key,
        trigger_key,
        at_epoch,
        0 as met_change,
        1 as is_candidate,
        case when is_news then at_epoch end as news_epoch
    from {{ ref('int_candidate_instants') }}
    where {{ is_at_work() }}
    union all
    select
        lead_key,
        trigger_key,
        at_epoch,
        met_change,
        0 as is_candidate,
        null as news_epoch
    from {{ ref('int_condition_changes') }}
    where {{ is_at_work() }}
),

states as (
    select
        lead_key,
        trigger_key,
        at_epoch,
        is_candidate,
        sum(met_change) over timeline as met_conditions,
        max(news_epoch) over timeline as last_news_epoch
    from steps
    -- what changes in one second is one change: the frame ends with the last of its rows
    window timeline as (partition by lead_key, trigger_key order by at_epoch range between unbounded preceding and current row)
)

select
    states.lead_key,
    states.trigger_key,
    triggers.definition_key,
    triggers.trigger_rank,
    triggers.outcome,
    states.at_epoch,
    states.last_news_epoch
from states
inner join {{ ref('int_trigger_needs') }} as triggers on states.trigger_key = triggers.trigger_key
where
    states.is_candidate = 1
    and states.met_conditions + triggers.met_by_nothing = triggers.span_conditions
