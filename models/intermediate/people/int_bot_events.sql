{{ config(materialized='incremental', incremental_strategy='replace_event_leads') }}

with

rules as (
    select
        bot_rules.rule_id,
        bot_rules.at_least,
        bot_rules.within_seconds,
        group_types.event_type_key
    from {{ ref('bot_rules') }} as bot_rules
    inner join {{ ref('int_event_group_types') }} as group_types on lower(trim(bot_rules.event_group)) = group_types.event_group
),

watched as (
    select
        events.event_id,
        aliases.lead_key,
        rules.rule_id,
        rules.at_least,
        rules.within_seconds,
        {{ epoch_seconds('events.occurred_at') }} as occurred_epoch
    from {{ ref('int_named_events') }} as events
    inner join {{ ref('int_lead_aliases') }} as aliases on events.lead_id = aliases.lead_id
    inner join {{ ref('int_event_readings') }} as readings
        on
            events.raw_event_type = readings.raw_event_type
            and events.name_url = readings.name_url
            and events.name_seconds = readings.name_seconds
    inner join rules on readings.event_type_key = rules.event_type_key
    where {{ is_lead_with_event_at_work('aliases.lead_key') }}
),

-- a burst lies in two windows of the clock at most, so that half of it lies in one: few leads have to be looked at closely
half_bursts as (
    select
        lead_key,
        rule_id
    from watched
    group by lead_key, rule_id, at_least, floor(occurred_epoch / within_seconds)
    having 2 * count(*) >= at_least
),

suspected as (
    select distinct
        lead_key,
        rule_id
    from half_bursts
),

-- only what came before an event judges it, so that a replay within a burst says the same
caught as (
    select
        judged.event_id,
        judged.lead_key,
        judged.rule_id
    from suspected
    inner join watched as judged on suspected.lead_key = judged.lead_key and suspected.rule_id = judged.rule_id
    inner join watched as earlier
        on
            judged.lead_key = earlier.lead_key
            and judged.rule_id = earlier.rule_id
            and judged.occurred_epoch >= earlier.occurred_epoch
            and judged.occurred_epoch < earlier.occurred_epoch + judged.within_seconds
    group by judged.event_id, judged.lead_key, judged.rule_id, judged.at_least
    having count(*) >= judged.at_least
)

select
    event_id,
    lead_key,
    min(rule_id) as rule_id
from caught
group by event_id, lead_key
