-- which conditions and scoring rules count which events in which window, and what they ask of the count
-- keys of counters hold for one build: where a definition came or went, all counts are made anew
with

uses as (
    select
        definition_key,
        lower(subject) as event_group,
        window_seconds,
        trigger_key,
        condition_key,
        cast(null as {{ dbt.type_bigint() }}) as scoring_rule_key,
        at_least,
        at_most
    from {{ ref('stg_trigger_conditions') }}
    where metric = 'event_count'
    union all
    select
        definition_key,
        event_group,
        window_seconds,
        cast(null as {{ dbt.type_bigint() }}) as trigger_key,
        cast(null as {{ dbt.type_bigint() }}) as condition_key,
        scoring_rule_key,
        min_count as at_least,
        null as at_most
    from {{ ref('stg_scoring_rules') }}
    where min_count > 1
)

select
    cast(dense_rank() over (order by event_group, window_seconds nulls last) as {{ dbt.type_bigint() }}) as counter_key,
    uses.*
from uses
