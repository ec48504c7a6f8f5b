-- each event group and window that some rule counts, once for all definitions
with

wanted as (
    select
        lower(subject) as event_group,
        window_seconds
    from {{ ref('stg_trigger_conditions') }}
    where metric = 'event_count'
    union
    select
        event_group,
        window_seconds
    from {{ ref('stg_scoring_rules') }}
    where min_count > 1
)

select
    {{ stable_key("event_group || '|' || coalesce(cast(window_seconds as " ~ dbt.type_string() ~ "), '')") }} as counter_key,
    event_group,
    window_seconds
from wanted
