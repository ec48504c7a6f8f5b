-- every build of a definition until now, and between which as_ofs those before it and those from it on lie
with

builds as (
    {{ snapshot_rows(ref('build_audit'), {
        'as_of': 'timestamp', 'definition_id': dbt.type_string(), 'version': dbt.type_int(), 'dbt_valid_from': 'timestamp',
        'dbt_valid_to': 'timestamp', 'definition_key': dbt.type_bigint(),
    }) }}
)

select
    definitions.definition_key,
    builds.as_of,
    builds.dbt_valid_from as built_at,
    builds.dbt_valid_to is null as is_last_of_as_of,
    -- by the key that its content has; not said of builds before it was kept
    coalesce(builds.definition_key <> definitions.content_key, false) as is_definition_changed,
    min(builds.as_of) over (
        partition by definitions.definition_key order by builds.dbt_valid_from rows between current row and unbounded following
    ) as earliest_as_of_from_here,
    max(builds.as_of) over (
        partition by definitions.definition_key order by builds.dbt_valid_from rows between unbounded preceding and 1 preceding
    ) as latest_as_of_before
from builds
inner join {{ ref('stg_definitions') }} as definitions
    on builds.definition_id = definitions.definition_id and builds.version = definitions.version
