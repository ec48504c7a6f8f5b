with

raw as (
    select * from {{ source('raw', 'opportunity_contacts') }}
),

lead_states as (
    select * from {{ ref('base_lead_states') }}
),

keyed as (
    select
        raw.*,
        {{ key_part('raw.opportunity_id') }} || '|' || {{ key_part('raw.lead_id') }} as row_key,
        coalesce(lead_states.is_held, false) as is_lead_held,
        case
            when {{ id_text('raw.opportunity_id') }} is null then 'opportunity_id is null'
            when {{ id_text('raw.lead_id') }} is null then 'lead_id is null'
            when lead_states.lead_id is null then 'lead_id is in no row of leads'
        end as quarantine_reason
    from raw
    left join lead_states on {{ id_text('raw.lead_id') }} = lead_states.lead_id
),

{{ row_versions('opportunity_contacts') }},

cast_rows as (
    select
        versions.*,
        {{ known_text('is_primary') }} as known_is_primary
    from versions
)

select
    {{ id_text('opportunity_id') }} as opportunity_id,
    {{ id_text('lead_id') }} as lead_id,
    {{ known_text('role') }} as role,
    coalesce({{ to_boolean('known_is_primary') }}, false) as is_primary,
    {{ utc_timestamp('loaded_at') }} as loaded_at,
    {{ uncast_columns({'known_is_primary': to_boolean('known_is_primary')}) }} as uncast_columns,
    row_key,
    quarantine_reason,
    case when quarantine_reason is not null then {{ raw_as_json('opportunity_contacts') }} end as raw_row,
    {{ row_fate("is_lead_held") }} as row_fate
from cast_rows
