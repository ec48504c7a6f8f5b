select
    coalesce(raw_event_type, '') as raw_event_type,
    {{ url_path('name_url') }} as url_path,
    cast(count(*) as {{ dbt.type_bigint() }}) as events,
    min(occurred_at) as first_occurred_at,
    max(occurred_at) as last_occurred_at
from {{ ref('int_unmapped_events') }}
group by coalesce(raw_event_type, ''), {{ url_path('name_url') }}
