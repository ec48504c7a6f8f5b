-- every name that an event can bear once it is understood, with a narrow key
with

names as (
    select event_type from {{ ref('event_type_mapping') }}
    union
    select event_type from {{ ref('event_groups') }}
    union
    select event_type from {{ ref('session_patterns') }}
),

intents as (
    select
        event_type,
        min(intent) as intent
    from {{ ref('event_type_mapping') }}
    group by event_type
)

select
    cast(row_number() over (order by names.event_type) as {{ dbt.type_int() }}) as event_type_key,
    names.event_type,
    coalesce(intents.intent, 'derived') as intent
from names
left join intents on names.event_type = intents.event_type
