with

raw as (
    select * from {{ source('raw', 'lead_decisions') }}
),

lead_states as (
    select * from {{ ref('base_lead_states') }}
),

keyed as (
    select
        raw.*,
        {{ id_text('raw.decision_id') }} as row_key,
        coalesce(lead_states.is_held, false) as is_lead_held,
        case
            when {{ id_text('raw.decision_id') }} is null then 'decision_id is null'
            when {{ utc_timestamp('raw.decided_at') }} is null then 'decided_at is null or no timestamp'
            when {{ id_text('raw.lead_id') }} is null then 'lead_id is null'
            when lead_states.lead_id is null then 'lead_id is in no row of leads'
            when coalesce(lower({{ id_text('raw.decision') }}), '') not in ('accepted', 'rejected', 'sales_qualified')
                then 'decision is not accepted, rejected or sales_qualified'
        end as quarantine_reason
    from raw
    left join lead_states on {{ id_text('raw.lead_id') }} = lead_states.lead_id
),

{{ row_versions('lead_decisions') }},

cast_rows as (
    select
        versions.*,
        {{ utc_timestamp('decided_at') }} as said_at
    from versions
)

select
    row_key as decision_id,
    {{ id_text('lead_id') }} as lead_id,
    lower({{ id_text('decision') }}) as decision,
    lower({{ known_text('rejection_reason') }}) as raw_rejection_reason,
    {{ known_text('decided_by') }} as decided_by,
    said_at as decided_at,
    {{ utc_timestamp('loaded_at') }} as loaded_at,
    {{ uncast_columns() }} as uncast_columns,
    quarantine_reason,
    case when quarantine_reason is not null then {{ raw_as_json('lead_decisions') }} end as raw_row,
    {{ row_fate("is_lead_held or said_at > " ~ as_of()) }} as row_fate
from cast_rows
