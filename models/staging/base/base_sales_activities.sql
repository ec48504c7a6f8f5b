with

raw as (
    select * from {{ source('raw', 'sales_activities') }}
),

lead_states as (
    select * from {{ ref('base_lead_states') }}
),

keyed as (
    select
        raw.*,
        {{ id_text('raw.activity_id') }} as row_key,
        coalesce(lead_states.is_held, false) as is_lead_held,
        case
            when {{ id_text('raw.activity_id') }} is null then 'activity_id is null'
            when {{ utc_timestamp('raw.occurred_at') }} is null then 'occurred_at is null or no timestamp'
            when {{ id_text('raw.lead_id') }} is null then 'lead_id is null'
            when lead_states.lead_id is null then 'lead_id is in no row of leads'
        end as quarantine_reason
    from raw
    left join lead_states on {{ id_text('raw.lead_id') }} = lead_states.lead_id
),

{{ row_versions('sales_activities') }},

cast_rows as (
    select
        versions.*,
        {{ utc_timestamp('occurred_at') }} as touched_at
    from versions
)

select
    row_key as activity_id,
    {{ id_text('lead_id') }} as lead_id,
    {{ known_text('rep_id') }} as rep_id,
    lower({{ known_text('channel') }}) as channel,
    lower(coalesce({{ known_text('direction') }}, 'outbound')) as direction,
    touched_at as occurred_at,
    {{ utc_timestamp('loaded_at') }} as loaded_at,
    {{ uncast_columns() }} as uncast_columns,
    quarantine_reason,
    case when quarantine_reason is not null then {{ raw_as_json('sales_activities') }} end as raw_row,
    {{ row_fate("is_lead_held or touched_at > " ~ as_of()) }} as row_fate
from cast_rows
