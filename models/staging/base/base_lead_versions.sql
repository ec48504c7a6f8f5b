with

raw as (
    select * from {{ source('raw', 'leads') }}
),

keyed as (
    select
        raw.*,
        {{ id_text('raw.lead_id') }} as row_key,
        case
            when {{ id_text('raw.lead_id') }} is null then 'lead_id is null'
            when {{ utc_timestamp('raw.created_at') }} is null then 'created_at is null or no timestamp'
        end as quarantine_reason
    from raw
),

{{ row_versions('leads') }}

select
    row_key as lead_id,
    {{ masked_email('lower(' ~ known_text('email') ~ ')') }} as known_email,
    {{ masked_name(known_text('first_name')) }} as first_name,
    {{ masked_name(known_text('last_name')) }} as last_name,
    {{ known_text('company_name') }} as company_name,
    {{ known_text('company_domain') }} as company_domain,
    {{ known_text('job_title') }} as job_title,
    {{ known_text('industry') }} as industry,
    {{ known_text('employee_count') }} as known_employee_count,
    {{ known_text('annual_revenue') }} as known_annual_revenue,
    {{ known_text('country') }} as country,
    {{ known_text('technologies') }} as technologies,
    {{ known_text('lead_source') }} as lead_source,
    {{ known_text('stated_timeline') }} as stated_timeline,
    {{ known_text('stated_budget') }} as known_stated_budget,
    {{ known_text('stated_use_case') }} as stated_use_case,
    {{ known_text('owner_id') }} as owner_id,
    {{ known_text('merged_into') }} as merged_into,
    {{ utc_timestamp('created_at') }} as created_at,
    {{ utc_timestamp('updated_at') }} as updated_at,
    {{ utc_timestamp('loaded_at') }} as loaded_at,
    {{ uncast_columns() }} as uncast_housekeeping,
    quarantine_reason as row_quarantine_reason,
    version_rank,
    is_key_deleted,
    case when quarantine_reason is not null or merged_into is not null then {{ raw_as_json('leads') }} end as raw_row
from versions
