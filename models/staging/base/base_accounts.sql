with

raw as (
    select * from {{ source('raw', 'accounts') }}
),

keyed as (
    select
        raw.*,
        lower({{ id_text('raw.company_domain') }}) as row_key,
        case
            when {{ id_text('raw.company_domain') }} is null then 'company_domain is null'
        end as quarantine_reason
    from raw
),

{{ row_versions('accounts') }},

cast_rows as (
    select
        versions.*,
        {{ known_text('is_customer_since') }} as known_is_customer_since,
        {{ known_text('churned_at') }} as known_churned_at
    from versions
)

select
    row_key as company_domain,
    {{ utc_timestamp('known_is_customer_since') }} as customer_since_at,
    {{ utc_timestamp('known_churned_at') }} as churned_at,
    {{ known_text('owner_id') }} as owner_id,
    {{ utc_timestamp('loaded_at') }} as loaded_at,
    {{ uncast_columns({
        'known_is_customer_since': utc_timestamp('known_is_customer_since'),
        'known_churned_at': utc_timestamp('known_churned_at'),
    }) }} as uncast_columns,
    quarantine_reason,
    case when quarantine_reason is not null then {{ raw_as_json('accounts') }} end as raw_row,
    {{ row_fate("false") }} as row_fate
from cast_rows
