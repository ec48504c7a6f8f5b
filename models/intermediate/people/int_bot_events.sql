{{ config(materialized='incremental', incremental_strategy='replace_event_leads') }}

with

-- by a number: events are many, and are grouped by it. Read three times, so that ties must fall alike each time
rules as (
    select
        cast(row_number() over (order by rule_id, event_group, at_least, within_seconds) as {{ dbt.type_int() }}) as rule_key,
        rule_id,
        lower(trim(event_group)) as event_group,
        at_least,
        within_seconds
    from {{ ref('bot_rules') }}
),

watched_names as (
    select
        rules.rule_key,
        readings.raw_event_type,
        readings.name_url,
        readings.name_seconds
    from rules
    inner join {{ ref('int_event_group_types') }} as group_types on rules.event_group = group_types.event_group
    inner join {{ ref('int_event_readings') }} as readings on group_types.event_type_key = readings.event_type_key
),

watched as (
    select
        events.event_id,
        aliases.lead_key,
        watched_names.rule_key,
        {{ epoch_seconds('events.occurred_at') }} as occurred_epoch
    from {{ ref('int_named_events') }} as events
    inner join {{ ref('int_lead_aliases') }} as aliases on events.lead_id = aliases.lead_id
    inner join watched_names
        on
            events.raw_event_type = watched_names.raw_event_type
            and events.name_url = watched_names.name_url
            and events.name_seconds = watched_names.name_seconds
    where {{ is_lead_with_event_at_work('aliases.lead_key') }}
),

-- a burst lies in two windows of the clock at most, so that half of it lies in one: few leads have to be looked at closely
half_bursts as (
    select
        watched.lead_key,
        watched.rule_key
    from watched
    inner join rules on watched.rule_key = rules.rule_key
    group by watched.lead_key, watched.rule_key, floor(watched.occurred_epoch / rules.within_seconds)
    having 2 * count(*) >= min(rules.at_least)
),

suspected as (
    select distinct
        lead_key,
        rule_key
    from half_bursts
),

-- only what came before an event judges it, so that a replay within a burst says the same
caught as (
    select
        judged.event_id,
        judged.lead_key,
        rules.rule_id
    from suspected
    inner join rules on suspected.rule_key = rules.rule_key
    inner join watched as judged on suspected.lead_key = judged.lead_key and suspected.rule_key = judged.rule_key
    inner join watched as earlier
        on
            judged.lead_key = earlier.lead_key
            and judged.rule_key = earlier.rule_key
            and judged.occurred_epoch >= earlier.occurred_epoch
            and judged.occurred_epoch < earlier.occurred_epoch + rules.within_seconds
    group by judged.event_id, judged.lead_key, judged.rule_key, rules.rule_id
    having count(*) >= min(rules.at_least)
)

select
    event_id,
    lead_key,
    min(rule_id) as rule_id
from caught
group by event_id, lead_key
