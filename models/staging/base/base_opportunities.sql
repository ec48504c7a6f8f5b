with

raw as (
    select * from {{ source('raw', 'opportunities') }}
),

lead_states as (
    select * from {{ ref('base_lead_states') }}
),

keyed as (
    select
        raw.*,
        {{ id_text('raw.opportunity_id') }} as row_key,
        coalesce(lead_states.is_held, false) as is_lead_held,
        lead_states.lead_id is not null as is_lead_known,
        case
            when {{ id_text('raw.opportunity_id') }} is null then 'opportunity_id is null'
            when {{ utc_timestamp('raw.created_at') }} is null then 'created_at is null or no timestamp'
        end as quarantine_reason
    from raw
    left join lead_states on {{ known_text('raw.lead_id') }} = lead_states.lead_id
),

{{ row_versions('opportunities') }},

cast_rows as (
    select
        versions.*,
        {{ utc_timestamp('created_at') }} as opened_at,
        {{ known_text('closed_at') }} as known_closed_at,
        {{ known_text('amount') }} as known_amount,
        {{ known_text('is_won') }} as known_is_won,
        {{ known_text('is_closed') }} as known_is_closed
    from versions
)

select
    row_key as opportunity_id,
    case when is_lead_known then {{ known_text('lead_id') }} end as lead_id,
    lower({{ known_text('company_domain') }}) as company_domain,
    lower(coalesce({{ known_text('opportunity_type') }}, 'new_business')) as opportunity_type,
    lower({{ known_text('sourced_by') }}) as sourced_by,
    opened_at as created_at,
    lower({{ id_text('stage') }}) as stage,
    {{ to_boolean('known_is_won') }} as is_won,
    {{ to_boolean('known_is_closed') }} as is_closed,
    {{ utc_timestamp('known_closed_at') }} as closed_at,
    {{ to_number('known_amount') }} as amount_usd,
    {{ known_text('owner_id') }} as owner_id,
    {{ utc_timestamp('updated_at') }} as updated_at,
    {{ utc_timestamp('loaded_at') }} as loaded_at,
    {{ uncast_columns({
        'known_closed_at': utc_timestamp('known_closed_at'),
        'known_amount': to_number('known_amount'),
        'known_is_won': to_boolean('known_is_won'),
        'known_is_closed': to_boolean('known_is_closed'),
    }) }} || case when {{ known_text('lead_id') }} is not null and not is_lead_known then 'lead_id|' else '' end as uncast_columns,
    quarantine_reason,
    case when quarantine_reason is not null then {{ raw_as_json('opportunities') }} end as raw_row,
    {{ row_fate("is_lead_held or opened_at > " ~ as_of()) }} as row_fate
from cast_rows
