with

names as (
    select distinct
        raw_event_type,
        name_url,
        name_seconds
    from {{ ref('int_named_events') }}
),

raw_names as (
    select
        names.*,
        {{ url_path('name_url') }} as name_path
    from names
),

event_types as (
    select * from {{ ref('int_event_types') }}
),

-- the most particular row wins: by url before any url, the longer pattern, the longer stay
candidates as (
    select
        raw_names.raw_event_type,
        raw_names.name_url,
        raw_names.name_seconds,
        mapping.event_type,
        row_number() over (
            partition by raw_names.raw_event_type, raw_names.name_url, raw_names.name_seconds
            order by
                coalesce(length(mapping.url_pattern), 0) desc,
                coalesce(mapping.min_duration_seconds, 0) desc,
                mapping.event_type
        ) as candidate_number
    from raw_names
    inner join {{ ref('event_type_mapping') }} as mapping
        on
            raw_names.raw_event_type = mapping.raw_event_type
            and (mapping.url_pattern is null or raw_names.name_path like {{ glob_as_like('mapping.url_pattern') }} escape '!')
            and (mapping.min_duration_seconds is null or raw_names.name_seconds >= mapping.min_duration_seconds)
)

-- a raw name that is canonical already says what it is
select
    raw_names.raw_event_type,
    raw_names.name_url,
    raw_names.name_seconds,
    event_types.event_type_key
from raw_names
left join candidates
    on
        raw_names.raw_event_type = candidates.raw_event_type
        and raw_names.name_url = candidates.name_url
        and raw_names.name_seconds = candidates.name_seconds
        and candidates.candidate_number = 1
inner join event_types on coalesce(candidates.event_type, raw_names.raw_event_type) = event_types.event_type
