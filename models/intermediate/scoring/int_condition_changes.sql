-- when a counted or ruled condition of a trigger begins to hold (+1) and ceases to (-1), and when what is counted for one is news to it
{{ config(materialized='incremental', incremental_strategy='replace_leads_and_definitions') }}

with

gated_leads as (
    select * from {{ ref('int_gated_leads') }}
    where {{ is_at_work() }}
),

triggers as (
    select distinct trigger_key
    from {{ ref('int_evaluated_triggers') }}
),

counted_conditions as (
    select
        uses.counter_key,
        uses.trigger_key,
        uses.definition_key,
        uses.at_least is not null as is_awaited,
        coalesce(uses.at_least, 0) as at_least,
        uses.at_most
    from {{ ref('int_counter_uses') }} as uses
    inner join triggers on uses.trigger_key = triggers.trigger_key
    where uses.condition_key is not null
),

counted as (
    select
        counts.lead_key,
        counted_conditions.trigger_key,
        counted_conditions.definition_key,
        counts.at_epoch,
        case
            when
                counts.count_after >= counted_conditions.at_least
                and counts.count_after <= coalesce(counted_conditions.at_most, counts.count_after) then 1
            else 0
        end
        - case
            when
                counts.count_before >= counted_conditions.at_least
                and counts.count_before <= coalesce(counted_conditions.at_most, counts.count_before) then 1
            else 0
        end as met_change,
        counts.has_new and counted_conditions.is_awaited and counts.count_after >= counted_conditions.at_least as is_news
    from {{ ref('int_counts') }} as counts
    inner join counted_conditions on counts.counter_key = counted_conditions.counter_key
    where {{ is_lead_followed('counts.lead_key') }}
),

ruled as (
    select
        spans.lead_key,
        conditions.trigger_key,
        conditions.definition_key,
        spans.valid_from,
        spans.valid_to
    from {{ ref('stg_trigger_conditions') }} as conditions
    inner join triggers on conditions.trigger_key = triggers.trigger_key
    inner join {{ ref('stg_fit_rules') }} as fit_rules
        on conditions.definition_key = fit_rules.definition_key and conditions.subject = fit_rules.rule_id
    inner join {{ ref('int_fit_rule_spans') }} as spans on fit_rules.fit_rule_key = spans.fit_rule_key
    where conditions.metric = 'fit_rule' and {{ is_lead_followed('spans.lead_key') }}
),

changes as (
    select * from counted
    where met_change <> 0 or is_news
    union all
    select
        lead_key,
        trigger_key,
        definition_key,
        valid_from as at_epoch,
        1 as met_change,
        false as is_news
    from ruled
    union all
    select
        lead_key,
        trigger_key,
        definition_key,
        valid_to as at_epoch,
        -1 as met_change,
        false as is_news
    from ruled
    where valid_to < {{ end_of_time() }}
)

select
    changes.lead_key,
    changes.definition_key,
    changes.trigger_key,
    changes.at_epoch,
    changes.met_change,
    changes.is_news
from changes
inner join gated_leads on changes.lead_key = gated_leads.lead_key and changes.definition_key = gated_leads.definition_key
