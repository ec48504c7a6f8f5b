{{ config(materialized='incremental', incremental_strategy='replace_events', on_schema_change='sync_all_columns') }}
{% set goes_on = goes_on_from_last_build() -%}
{% set files_came = goes_on and only_new_files_came() -%}
{#- rows without an id are at work together; in a full build they need not be found #}
{% set raw_id = "coalesce(events.event_id, '')" if goes_on else 'events.event_id' %}

with

{% if files_came -%}
-- as they are written, so that other rows are not looked at
kept_ids as {{ held() }} (
    select coalesce(raw_event_id, event_id) as raw_id
    from {{ this }}
    where {{ is_kept_event_at_work('event_id') }}
),

{% endif -%}
events as {{ streamed() }} (
    {% if files_came -%}
    select * from {{ new_events() }}
    union all
    select * from {{ known_events() }}
    where event_id in (select kept_ids.raw_id from kept_ids)
    {%- else -%}
    select * from {{ source('raw', 'events') }}
    {%- endif %}
),

-- by a number for each key: two keys that share one are looked at closely for nothing
keys as {{ held() if goes_on else streamed() }} (
    select
        {{ raw_id }} as raw_id,
        {{ row_print([id_text('events.event_id')]) }} as key_print
    from events
    where {{ is_event_at_work(id_text('events.event_id')) }}
),

repeated_keys as (
    select key_print
    from keys
    group by key_print
    having count(*) > 1
),

-- as they are written, so that rows are found without being cleaned: the ids that repeat, or, of what is at work, all
ids as {{ held() }} (
    select distinct
        keys.raw_id,
        repeated_keys.key_print is not null as is_repeated
    from keys
    {{ 'left' if goes_on else 'inner' }} join repeated_keys on keys.key_print = repeated_keys.key_print
),

-- too many to be held: a row that does not repeat goes from its file to this table alone
raw as {{ streamed() }} (
    select
        events.*,
        coalesce(ids.is_repeated, false) as is_repeated
    from events
    {{ 'inner' if goes_on else 'left' }} join ids on {{ raw_id }} = ids.raw_id
),

lead_states as (
    select * from {{ ref('base_lead_states') }}
),

cleaned as {{ streamed() }} (
    select
        raw.*,
        {{ id_text('event_id') }} as row_key,
        {{ known_text('lead_id') }} as known_lead_id,
        {{ known_text('anonymous_id') }} as known_anonymous_id,
        {{ utc_timestamp('occurred_at') }} as event_at,
        {{ raw_row_print('events') }} as row_print,
        {{ said_print('events') }} as said_print
    from raw
),

keyed as {{ streamed() }} (
    select
        cleaned.*,
        coalesce(lead_states.is_held, false) as is_lead_held,
        lead_states.lead_id is not null as is_lead_known,
        case
            when cleaned.row_key is null then 'event_id is null'
            when cleaned.event_at is null then 'occurred_at is null or no timestamp'
            when cleaned.known_lead_id is null and cleaned.known_anonymous_id is null then 'neither lead_id nor anonymous_id'
            when cleaned.known_lead_id is not null and lead_states.lead_id is null then 'lead_id is in no row of leads'
        end as quarantine_reason
    from cleaned
    left join lead_states on cleaned.known_lead_id = lead_states.lead_id
),

{{ marked_row_versions('events', 'keyed') }},

cast_rows as (
    select
        versions.*,
        {{ known_text('duration_seconds') }} as known_duration_seconds,
        {{ to_number('duration_seconds') }} as seconds_spent,
        {{ known_text('is_bot') }} as known_is_bot,
        {{ to_boolean('is_bot') }} as is_marked_bot
    from versions
)

select
    row_key as event_id,
    nullif(event_id, row_key) as raw_event_id,
    known_lead_id as lead_id,
    known_anonymous_id as anonymous_id,
    {{ known_text('session_id') }} as session_id,
    lower({{ id_text('event_type') }}) as raw_event_type,
    event_at as occurred_at,
    {{ id_text('url') }} as url,
    {{ known_text('asset') }} as asset,
    {{ known_text('campaign') }} as campaign,
    {{ known_text('channel') }} as channel,
    seconds_spent as duration_seconds,
    coalesce(is_marked_bot, false) as is_marked_bot,
    {{ utc_timestamp('loaded_at') }} as loaded_at,
    row_print,
    said_print,
    is_lead_known,
    is_lead_held,
    {{ uncast_columns({'known_duration_seconds': 'seconds_spent', 'known_is_bot': 'is_marked_bot'}) }} as uncast_columns,
    quarantine_reason,
    case when quarantine_reason is not null then {{ raw_as_json('events') }} end as raw_row,
    {{ row_fate("is_lead_held or event_at > " ~ as_of()) }} as row_fate
from cast_rows
