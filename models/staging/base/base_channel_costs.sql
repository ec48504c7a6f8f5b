with

raw as (
    select * from {{ source('raw', 'channel_costs') }}
),

keyed as (
    select
        raw.*,
        cast({{ month_start('raw.month') }} as {{ dbt.type_string() }}) || '|' || lower({{ id_text('raw.lead_source') }}) as row_key,
        case
            when {{ month_start('raw.month') }} is null then 'month is null or no date'
            when {{ id_text('raw.lead_source') }} is null then 'lead_source is null'
            when {{ to_number('raw.cost') }} is null then 'cost is null or no number'
        end as quarantine_reason
    from raw
),

{{ row_versions('channel_costs') }},

cast_rows as (
    select
        versions.*,
        {{ month_start('month') }} as spent_in
    from versions
)

select
    cast(spent_in as date) as month_on,
    lower({{ id_text('lead_source') }}) as raw_lead_source,
    {{ to_number('cost') }} as cost_usd,
    {{ utc_timestamp('loaded_at') }} as loaded_at,
    {{ uncast_columns() }} as uncast_columns,
    row_key,
    quarantine_reason,
    case when quarantine_reason is not null then {{ raw_as_json('channel_costs') }} end as raw_row,
    {{ row_fate("spent_in > " ~ as_of()) }} as row_fate
from cast_rows
