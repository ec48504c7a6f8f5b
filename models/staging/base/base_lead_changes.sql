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
        {{ key_part('raw.lead_id') }} || '|' || lower({{ key_part('raw.field') }})
        || '|' || cast({{ utc_timestamp('raw.changed_at') }} as {{ dbt.type_string() }}) as row_key,
        coalesce(lead_states.is_held, false) as is_lead_held,
        case
            when {{ id_text('raw.lead_id') }} is null then 'lead_id is null'
            when {{ id_text('raw.field') }} is null then 'field is null'
            when {{ utc_timestamp('raw.changed_at') }} is null then 'changed_at is null or no timestamp'
            when lead_states.lead_id is null then 'lead_id is in no row of leads'
        end as quarantine_reason
    from raw
    left join lead_states on {{ id_text('raw.lead_id') }} = lead_states.lead_id
),

{{ row_versions('lead_changes') }},

timed as (
    select
        versions.*,
        {{ utc_timestamp('changed_at') }} as applied_at,
        {{ epoch_seconds(utc_timestamp('updated_at')) }} as update_epoch,
        {{ epoch_seconds(utc_timestamp('loaded_at')) }} as load_epoch
    from versions
),

cast_rows as (
    select
        timed.*,
        -- of several changes in one second the last wins, yet each of them happened
        coalesce(update_epoch, {{ beginning_of_time() }})
        = coalesce(first_value(update_epoch) over newest_first, {{ beginning_of_time() }})
        and coalesce(load_epoch, {{ beginning_of_time() }})
        = coalesce(first_value(load_epoch) over newest_first, {{ beginning_of_time() }}) as is_latest
    from timed
    window newest_first as (partition by row_key, quarantine_reason order by version_rank)
)

select
    {{ id_text('lead_id') }} as lead_id,
    lower({{ id_text('field') }}) as field,
    applied_at as changed_at,
    {{ masked_change(id_text('old_value'), 'field') }} as old_value,
    {{ masked_change(id_text('new_value'), 'field') }} as new_value,
    {{ utc_timestamp('loaded_at') }} as loaded_at,
    {{ uncast_columns() }} as uncast_columns,
    row_key,
    is_latest,
    quarantine_reason,
    case when quarantine_reason is not null then {{ raw_as_json('lead_changes') }} end as raw_row,
    {{ row_fate("is_lead_held or applied_at > " ~ as_of(), "not is_latest") }} as row_fate
from cast_rows
