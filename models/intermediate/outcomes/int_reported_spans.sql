-- what the builds reported of each lead, from build to build; null where they did not know it
with

audit as (
    {{ snapshot_rows(ref('mql_status_audit'), {
        'lead_id': dbt.type_string(), 'definition_id': dbt.type_string(), 'version': dbt.type_int(), 'status': dbt.type_string(),
        'dbt_valid_from': 'timestamp', 'dbt_valid_to': 'timestamp',
    }) }}
),

-- of a definition that is not built now nothing can be replayed
reported as (
    select
        audit.lead_id,
        definitions.definition_key,
        audit.status,
        audit.dbt_valid_from,
        audit.dbt_valid_to,
        lag(audit.dbt_valid_to) over (
            partition by audit.lead_id, definitions.definition_key order by audit.dbt_valid_from
        ) as previous_valid_to,
        lead(audit.dbt_valid_from) over (
            partition by audit.lead_id, definitions.definition_key order by audit.dbt_valid_from
        ) as next_valid_from
    from audit
    inner join {{ ref('stg_definitions') }} as definitions
        on audit.definition_id = definitions.definition_id and audit.version = definitions.version
),

timeline as (
    select
        lead_id,
        definition_key,
        status,
        dbt_valid_from as reported_from,
        dbt_valid_to as reported_to
    from reported
    union all
    select
        lead_id,
        definition_key,
        null as status,
        previous_valid_to as reported_from,
        dbt_valid_from as reported_to
    from reported
    where previous_valid_to is null or previous_valid_to < dbt_valid_from
    union all
    select
        lead_id,
        definition_key,
        null as status,
        dbt_valid_to as reported_from,
        null as reported_to
    from reported
    where dbt_valid_to is not null and next_valid_from is null
),

builds as (
    select * from {{ ref('int_reported_builds') }}
)

-- the as_ofs of its builds lie between these, or anywhere where they are null
select
    leads.lead_key,
    timeline.lead_id,
    timeline.definition_key,
    timeline.status,
    timeline.reported_from,
    timeline.reported_to,
    {{ epoch_seconds('first_builds.earliest_as_of_from_here') }} as earliest_epoch,
    {{ epoch_seconds('next_builds.latest_as_of_before') }} as latest_epoch
from timeline
left join {{ ref('int_leads') }} as leads on timeline.lead_id = leads.lead_id
left join builds as first_builds
    on timeline.definition_key = first_builds.definition_key and timeline.reported_from = first_builds.built_at
left join builds as next_builds
    on timeline.definition_key = next_builds.definition_key and timeline.reported_to = next_builds.built_at
where next_builds.built_at is null or next_builds.latest_as_of_before is not null
