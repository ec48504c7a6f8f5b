with

raw as (
    select * from {{ source('raw', 'lead_changes') }}
),

lead_states as (
    select * from {{ ref('base_lead_states') }}
),

placeholders as (
    select column_name || '=' || placeholder as said
    from {{ ref('null_placeholders') }}
),

number_fields as (
    select field
    from {{ ref('attributes') }}
    where value_type = 'number' and not is_level
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

-- a value is kept as text, whatever its field is; what is no number in a field of numbers is counted
known_rows as (
    select
        timed.*,
        {% for value in ['old_value', 'new_value'] -%}
        case
            when
                '*=' || lower({{ id_text(value) }})
                in (select placeholders.said from placeholders)
                then null
            when
                lower({{ id_text('field') }}) || '=' || lower({{ id_text(value) }})
                in (select placeholders.said from placeholders)
                then null
            else {{ id_text(value) }}
        end as known_{{ value }},
        {% endfor -%}
        lower({{ id_text('field') }}) in (select number_fields.field from number_fields) as is_of_number
    from timed
),

cast_rows as (
    select
        known_rows.*,
        case when is_of_number then {{ to_number('known_old_value') }} else 0 end as read_old_value,
        case when is_of_number then {{ to_number('known_new_value') }} else 0 end as read_new_value,
        -- of several changes in one second the last wins, yet each of them happened; one that is there twice happened once
        row_number() over (partition by row_key, quarantine_reason, old_value, new_value order by version_rank) = 1
        and coalesce(update_epoch, {{ beginning_of_time() }})
        = coalesce(first_value(update_epoch) over newest_first, {{ beginning_of_time() }})
        and coalesce(load_epoch, {{ beginning_of_time() }})
        = coalesce(first_value(load_epoch) over newest_first, {{ beginning_of_time() }}) as is_latest
    from known_rows
    window newest_first as (partition by row_key, quarantine_reason order by version_rank)
)

select
    {{ id_text('lead_id') }} as lead_id,
    lower({{ id_text('field') }}) as field,
    applied_at as changed_at,
    {{ masked_change('known_old_value', 'field') }} as old_value,
    {{ masked_change('known_new_value', 'field') }} as new_value,
    {{ utc_timestamp('loaded_at') }} as loaded_at,
    {{ uncast_columns({'known_old_value': 'read_old_value', 'known_new_value': 'read_new_value'}) }} as uncast_columns,
    row_key,
    is_latest,
    quarantine_reason,
    case when quarantine_reason is not null then {{ raw_as_json('lead_changes') }} end as raw_row,
    {{ row_fate("is_lead_held or applied_at > " ~ as_of(), "not is_latest") }} as row_fate
from cast_rows
