-- what marketing did that a lead responded to, and over which channel
{{ config(materialized='incremental', incremental_strategy='replace_leads') }}
{% set in_order = ['session_events.occurred_epoch', 'session_events.event_id', 'session_events.moment_epoch'] %}

with

touch_types as (
    select event_type_key
    from {{ ref('int_event_group_types') }}
    where event_group = 'marketing_touch'
),

web_types as (
    select event_type_key
    from {{ ref('int_event_group_types') }}
    where event_group = 'web'
),

session_touches as (
    select
        session_events.lead_key,
        {{ value_in_first('session_events.occurred_epoch', in_order) }} as occurred_epoch,
        {{ value_in_first('session_events.moment_epoch', in_order) }} as moment_epoch,
        {{ value_in_first('session_events.event_id', in_order) }} as event_id
    from {{ ref('int_session_events') }} as session_events
    inner join touch_types on session_events.event_type_key = touch_types.event_type_key
    where {{ is_lead_at_work('session_events.lead_key') }}
    group by session_events.lead_key, session_events.visitor_key, session_events.session_key
),

-- int_session_events has every event with a session of its own, and every web event
single_touches as (
    select
        events.lead_key,
        events.occurred_epoch,
        events.moment_epoch,
        events.event_id
    from {{ ref('int_events') }} as events
    inner join touch_types on events.event_type_key = touch_types.event_type_key
    left join web_types on events.event_type_key = web_types.event_type_key
    where events.session_key is null and web_types.event_type_key is null and {{ is_lead_at_work('events.lead_key') }}
),

touches as (
    select * from session_touches
    union all
    select * from single_touches
),

-- the channel is how the tool counts; a url that bears utm parameters says which campaign it was
tagged as (
    select
        touches.*,
        lower(trim(events.channel)) as raw_channel,
        {{ url_parameter('events.url', 'utm_source') }} as utm_source,
        {{ url_parameter('events.url', 'utm_medium') }} as utm_medium
    from touches
    inner join {{ ref('stg_events') }} as events on touches.event_id = events.event_id
),

sources as (
    select * from {{ ref('lead_source_mapping') }}
)

select
    tagged.lead_key,
    tagged.event_id as touch_id,
    coalesce(
        pairs.lead_source,
        mediums.lead_source,
        utm_sources.lead_source,
        tagged.utm_source,
        tagged.utm_medium,
        channels.lead_source,
        tagged.raw_channel
    ) as channel,
    tagged.occurred_epoch,
    tagged.moment_epoch
from tagged
left join sources as pairs on tagged.utm_source || ' / ' || tagged.utm_medium = pairs.raw_value
left join sources as mediums on tagged.utm_medium = mediums.raw_value
left join sources as utm_sources on tagged.utm_source = utm_sources.raw_value
left join sources as channels on tagged.raw_channel = channels.raw_value
-- the channel first: it is nearly always there, and a url takes long to read
where coalesce(tagged.raw_channel, tagged.utm_source, tagged.utm_medium) is not null
union all
-- where the person came from, in the CRM's word, is known from the first
select
    leads.lead_key,
    '' as touch_id,
    readings.lead_source as channel,
    leads.known_epoch as occurred_epoch,
    leads.known_epoch as moment_epoch
from {{ ref('int_leads') }} as leads
inner join {{ ref('int_lead_readings') }} as readings
    on
        leads.lead_key = readings.lead_key
        and leads.known_epoch >= readings.valid_from
        and leads.known_epoch < readings.valid_to
where readings.lead_source is not null and {{ is_lead_at_work('leads.lead_key') }}
