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
            and events.name_path = readings.name_path
            and events.name_seconds = readings.name_seconds
    inner join rules on readings.event_type_key = rules.event_type_key
),

-- a burst begins at a click that enough others follow in time
bursts as (
    select
        firsts.lead_key,
        firsts.rule_id,
        firsts.occurred_epoch,
        firsts.within_seconds
    from watched as firsts
    inner join watched as followers
        on
            firsts.lead_key = followers.lead_key
            and firsts.rule_id = followers.rule_id
            and followers.occurred_epoch between firsts.occurred_epoch and firsts.occurred_epoch + firsts.within_seconds
    group by firsts.event_id, firsts.lead_key, firsts.rule_id, firsts.occurred_epoch, firsts.within_seconds, firsts.at_least
    having count(*) >= firsts.at_least
)

select
    watched.event_id,
    min(watched.rule_id) as rule_id
from watched
inner join bursts
    on
        watched.lead_key = bursts.lead_key
        and watched.rule_id = bursts.rule_id
        and watched.occurred_epoch between bursts.occurred_epoch and bursts.occurred_epoch + bursts.within_seconds
group by watched.event_id
