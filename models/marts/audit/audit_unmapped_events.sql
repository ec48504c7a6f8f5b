with

named_events as (
    select * from {{ ref('int_named_events') }}
),

readings as (
    select * from {{ ref('int_event_readings') }}
)

select
    coalesce(named_events.raw_event_type, '') as raw_event_type,
    {{ url_path('named_events.name_url') }} as url_path,
    cast(count(*) as {{ dbt.type_bigint() }}) as events,
    min(named_events.occurred_at) as first_occurred_at,
    max(named_events.occurred_at) as last_occurred_at
from named_events
left join readings
    on
        named_events.raw_event_type = readings.raw_event_type
        and named_events.name_url = readings.name_url
        and named_events.name_seconds = readings.name_seconds
where readings.event_type_key is null
group by coalesce(named_events.raw_event_type, ''), {{ url_path('named_events.name_url') }}
