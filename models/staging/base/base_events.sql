with

raw as (
    select * from {{ source('raw', 'events') }}
),

lead_states as (
    select * from {{ ref('base_lead_states') }}
),

keyed as (
    select
        raw.*,
        {{ id_text('raw.event_id') }} as row_key,
        coalesce(lead_states.is_held, false) as is_lead_held,
        case
            when {{ id_text('raw.event_id') }} is null then 'event_id is null'
            when {{ utc_timestamp('raw.occurred_at') }} is null then 'occurred_at is null or no timestamp'
            when {{ known_text('raw.lead_id') }} is null and {{ known_text('raw.anonymous_id') }} is null
                then 'neither lead_id nor anonymous_id'
            when {{ known_text('raw.lead_id') }} is not null and lead_states.lead_id is null then 'lead_id is in no row of leads'
        end as quarantine_reason
    from raw
    left join lead_states on {{ known_text('raw.lead_id') }} = lead_states.lead_id
),

{{ row_versions('events') }},

cast_rows as (
    select
        versions.*,
        {{ utc_timestamp('occurred_at') }} as event_at,
        {{ known_text('asset') }} as known_asset,
        {{ to_number('duration_seconds') }} as seconds_spent,
        {{ to_boolean('is_bot') }} as is_marked_bot
    from versions
)

select
    row_key as event_id,
    {{ known_text('lead_id') }} as lead_id,
    {{ known_text('anonymous_id') }} as anonymous_id,
    {{ known_text('session_id') }} as session_id,
    lower(trim(event_type)) as raw_event_type,
    event_at as occurred_at,
    nullif(trim(url), '') as url,
    known_asset as asset,
    {{ known_text('campaign') }} as campaign,
    {{ known_text('channel') }} as channel,
    seconds_spent as duration_seconds,
    coalesce(is_marked_bot, false) as is_marked_bot,
    {{ utc_timestamp('loaded_at') }} as loaded_at,
    {{ uncast_columns({'duration_seconds': 'seconds_spent', 'is_bot': 'is_marked_bot'}) }} as uncast_columns,
    quarantine_reason,
    case when quarantine_reason is not null then {{ raw_as_json('events') }} end as raw_row,
    {{ row_fate("is_lead_held or event_at > " ~ as_of()) }} as row_fate
from cast_rows
