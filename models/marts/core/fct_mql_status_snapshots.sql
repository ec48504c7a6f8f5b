{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ remove_outdated_snapshots() }}",
) }}

with

expected as (
    select * from {{ ref('int_snapshot_fingerprints') }}
),

{% if is_incremental() -%}
-- what is still there after remove_outdated_snapshots is right
held as (
    select distinct
        definition_id,
        version,
        snapshot_on
    from {{ this }}
),

{% endif -%}
due as (
    select
        expected.definition_id,
        expected.version,
        expected.snapshot_on
    from expected
    {%- if is_incremental() %}
    left join held
        on
            expected.definition_id = held.definition_id
            and expected.version = held.version
            and expected.snapshot_on = held.snapshot_on
    where held.snapshot_on is null
    {%- endif %}
),

spans as (
    select * from {{ ref('int_snapshot_spans') }}
)

select
    spans.lead_id,
    spans.definition_id,
    spans.version,
    due.snapshot_on,
    spans.status,
    {{ timestamp_at('spans.valid_from') }} as status_since_at
from due
inner join spans
    on
        due.definition_id = spans.definition_id
        and due.version = spans.version
        and due.snapshot_on >= spans.begins_on
        and (due.snapshot_on < spans.ends_on or spans.ends_on is null)
