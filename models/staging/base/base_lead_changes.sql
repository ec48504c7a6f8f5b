with

raw as (
    select * from {{ source('raw', 'lead_changes') }}
),

lead_states as (
    select * from {{ ref('base_lead_states') }}
),

keyed as (
    select
        raw.*,
        {{ id_text('raw.lead_id') }} || '|' || lower(trim(raw.field))
        || '|' || cast({{ utc_timestamp('raw.changed_at') }} as {{ dbt.type_string() }}) as row_key,
        coalesce(lead_states.is_held, false) as is_lead_held,
        case
            when {{ id_text('raw.lead_id') }} is null then 'lead_id is null'
            when nullif(trim(raw.field), '') is null then 'field is null'
            when {{ utc_timestamp('raw.changed_at') }} is null then 'changed_at is null or no timestamp'
            when lead_states.lead_id is null then 'lead_id is in no row of leads'
        end as quarantine_reason
    from raw
    left join lead_states on {{ id_text('raw.lead_id') }} = lead_states.lead_id
),

{{ row_versions('lead_changes') }},

cast_rows as (
    select
        versions.*,
        {{ utc_timestamp('changed_at') }} as applied_at,
        -- of several changes in one second the last wins, yet each of them happened
        coalesce(cast(updated_at as {{ dbt.type_string() }}), '')
        = coalesce(first_value(cast(updated_at as {{ dbt.type_string() }})) over newest_first, '')
        and coalesce(cast(loaded_at as {{ dbt.type_string() }}), '')
        = coalesce(first_value(cast(loaded_at as {{ dbt.type_string() }})) over newest_first, '') as is_latest
    from versions
    window newest_first as (partition by row_key, quarantine_reason order by version_rank)
)

select
    {{ id_text('lead_id') }} as lead_id,
    lower(trim(field)) as field,
    applied_at as changed_at,
    {{ masked_change("nullif(trim(old_value), '')", 'field') }} as old_value,
    {{ masked_change("nullif(trim(new_value), '')", 'field') }} as new_value,
    {{ utc_timestamp('loaded_at') }} as loaded_at,
    '' as uncast_columns,
    row_key,
    is_latest,
    quarantine_reason,
    case when quarantine_reason is not null then {{ raw_as_json('lead_changes') }} end as raw_row,
    {{ row_fate("is_lead_held or applied_at > " ~ as_of(), "not is_latest") }} as row_fate
from cast_rows
