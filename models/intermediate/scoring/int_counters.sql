-- each event group and window that some rule counts, once for all definitions, and between which counts their bounds lie
with

conditions as (
    select
        lower(subject) as event_group,
        window_seconds,
        at_least,
        floor(at_most) + 1 as too_many
    from {{ ref('stg_trigger_conditions') }}
    where metric = 'event_count'
),

bounds as (
    select
        event_group,
        window_seconds,
        at_least as bound,
        at_least as news_from
    from conditions
    where at_least is not null
    union all
    select
        event_group,
        window_seconds,
        too_many as bound,
        cast(null as {{ type_double() }}) as news_from
    from conditions
    where too_many is not null
    union all
    select
        event_group,
        window_seconds,
        min_count as bound,
        cast(null as {{ type_double() }}) as news_from
    from {{ ref('stg_scoring_rules') }}
    where min_count > 1
)

select
    {{ stable_key("event_group || '|' || coalesce(cast(window_seconds as " ~ dbt.type_string() ~ "), '')") }} as counter_key,
    event_group,
    window_seconds,
    min(bound) as lowest_bound,
    max(bound) as highest_bound,
    min(news_from) as news_from
from bounds
group by event_group, window_seconds
