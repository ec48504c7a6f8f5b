-- where an earlier build reported, for its as_of, another status than the replay gives for that moment now
with

reported as (
    select * from {{ ref('int_reported_spans') }}
),

leads as (
    select * from {{ ref('int_leads') }}
),

definitions as (
    select * from {{ ref('stg_definitions') }}
),

-- a lead has no status before it is known
replayed as (
    select
        lead_key,
        definition_key,
        status,
        valid_from,
        coalesce(valid_to, {{ end_of_time() }}) as valid_to
    from {{ ref('int_status_spans') }}
    union all
    select
        leads.lead_key,
        definitions.definition_key,
        null as status,
        {{ beginning_of_time() }} as valid_from,
        leads.known_epoch as valid_to
    from leads
    cross join definitions
),

compared as (
    select
        reported.lead_id,
        reported.lead_key,
        reported.definition_key,
        reported.status as reported_status,
        reported.reported_from,
        reported.reported_to,
        replayed.status as replayed_status,
        replayed.valid_from,
        replayed.valid_to
    from reported
    inner join replayed
        on
            reported.lead_key = replayed.lead_key
            and reported.definition_key = replayed.definition_key
            and replayed.valid_to > coalesce(reported.earliest_epoch, {{ beginning_of_time() }})
            and replayed.valid_from <= coalesce(reported.latest_epoch, {{ end_of_time() }})
    where coalesce(reported.status, '') <> coalesce(replayed.status, '')
    union all
    select
        lead_id,
        lead_key,
        definition_key,
        status as reported_status,
        reported_from,
        reported_to,
        null as replayed_status,
        {{ beginning_of_time() }} as valid_from,
        {{ end_of_time() }} as valid_to
    from reported
    where lead_key is null and status is not null
),

-- the last word on an as_of; what this build reports is what it replays
builds as (
    select * from {{ ref('int_reported_builds') }}
    where is_last_of_as_of and as_of < {{ as_of() }}
)

select
    compared.lead_id,
    compared.lead_key,
    compared.definition_key,
    builds.as_of as reported_as_of,
    compared.reported_status,
    compared.replayed_status,
    builds.built_at as reported_at,
    case when compared.reported_status is not null then compared.reported_from end as first_reported_at,
    builds.is_definition_changed
from compared
inner join builds
    on
        compared.definition_key = builds.definition_key
        and (compared.reported_from is null or compared.reported_from <= builds.built_at)
        and (compared.reported_to is null or compared.reported_to > builds.built_at)
        and compared.valid_from <= {{ epoch_seconds('builds.as_of') }}
        and compared.valid_to > {{ epoch_seconds('builds.as_of') }}
