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
    cast(row_number() over (order by event_group, window_seconds nulls last) as {{ dbt.type_int() }}) as counter_key,
    event_group,
    window_seconds
from wanted
