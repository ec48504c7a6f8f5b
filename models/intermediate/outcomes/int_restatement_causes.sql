-- the raw rows that came, changed or went between a report and now, each with what happened to it
with

restatements as (
    select * from {{ ref('int_restatements') }}
),

-- the versions of a row, against each report that it may explain
versions as (
    select
        restatements.lead_id,
        restatements.definition_key,
        restatements.reported_as_of,
        restatements.reported_at,
        restatements.reported_status,
        raw_rows.table_name,
        raw_rows.row_key,
        max(raw_rows.landed_at) as landed_at,
        min(raw_rows.row_at) as first_row_at,
        max(case when raw_rows.row_fate <> 'superseded' then raw_rows.row_at end) as row_at,
        max(case when raw_rows.row_fate in ('staged', 'held') then raw_rows.landed_at end) as newest_landed_at,
        max(case
            when raw_rows.row_fate = 'superseded' and coalesce(raw_rows.landed_at <= restatements.reported_at, true) then 1 else 0
        end) = 1 as is_older_there,
        max(case when raw_rows.row_fate = 'deleted' then 1 else 0 end) = 1 as is_deleted,
        max(case when raw_rows.row_fate = 'merged' then 1 else 0 end) = 1 as is_merged,
        max(case when raw_rows.row_fate = 'quarantined' then 1 else 0 end) = 1 as is_quarantined
    from restatements
    inner join {{ ref('int_restated_rows') }} as raw_rows on restatements.lead_id = raw_rows.lead_id
    where raw_rows.row_key is not null
    group by
        restatements.lead_id, restatements.definition_key, restatements.reported_as_of, restatements.reported_at,
        restatements.reported_status, raw_rows.table_name, raw_rows.row_key
),

landed_since as (
    select * from versions
    where landed_at > reported_at and coalesce(first_row_at <= reported_as_of, true)
),

named as (
    select
        landed_since.*,
        case
            when is_deleted then 'deleted'
            when is_merged then 'merged'
            when newest_landed_at is null and is_quarantined then 'quarantined'
            when newest_landed_at > reported_at and is_older_there then 'corrected'
            when newest_landed_at > reported_at and table_name = 'leads' and row_key = lead_id and reported_status is not null
                then 'corrected'
            when newest_landed_at > reported_at and coalesce(row_at <= reported_as_of, true) then 'late'
        end as cause
    from landed_since
),

causes as (
    select
        lead_id,
        definition_key,
        reported_as_of,
        cause,
        table_name,
        row_key,
        row_at,
        landed_at
    from named
    where cause is not null
    union all
    select
        restatements.lead_id,
        restatements.definition_key,
        restatements.reported_as_of,
        'removed' as cause,
        'leads' as table_name,
        restatements.lead_id as row_key,
        null as row_at,
        null as landed_at
    from restatements
    left join {{ ref('base_lead_states') }} as raw_leads on restatements.lead_id = raw_leads.lead_id
    where raw_leads.lead_id is null
    union all
    select
        restatements.lead_id,
        restatements.definition_key,
        restatements.reported_as_of,
        'definition_changed' as cause,
        'mql_definitions' as table_name,
        definitions.definition_id || '|' || cast(definitions.version as {{ dbt.type_string() }}) as row_key,
        null as row_at,
        null as landed_at
    from restatements
    inner join {{ ref('stg_definitions') }} as definitions on restatements.definition_key = definitions.definition_key
    where restatements.is_definition_changed
),

-- as a last word: no row that is there says it
explained as (
    select
        restatements.lead_id,
        restatements.definition_key,
        restatements.reported_as_of,
        coalesce(causes.cause, 'unknown') as cause,
        causes.table_name,
        causes.row_key,
        causes.row_at,
        causes.landed_at
    from restatements
    left join causes
        on
            restatements.lead_id = causes.lead_id
            and restatements.definition_key = causes.definition_key
            and restatements.reported_as_of = causes.reported_as_of
)

select
    explained.*,
    row_number() over (
        partition by lead_id, definition_key, reported_as_of
        order by row_at nulls first, table_name, row_key, cause
    ) as cause_number
from explained
