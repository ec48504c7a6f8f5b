-- each event group and window that some rule counts, once for all definitions, and between which counts their bounds lie
with

wanted as (
    select
        lower(subject) as event_group,
        window_seconds,
        at_least,
        at_most + 1 as too_many,
        at_least as news_from
    from {{ ref('stg_trigger_conditions') }}
    where metric = 'event_count'
    union all
    select
        event_group,
        window_seconds,
        min_count as at_least,
        null as too_many,
        null as news_from
    from {{ ref('stg_scoring_rules') }}
    where min_count > 1
)

select
    {{ stable_key("event_group || '|' || coalesce(cast(window_seconds as " ~ dbt.type_string() ~ "), '')") }} as counter_key,
    event_group,
    window_seconds,
    min(least(at_least, too_many)) as lowest_bound,
    max(greatest(at_least, too_many)) as highest_bound,
    min(news_from) as news_from
from wanted
group by event_group, window_seconds
