-- which conditions and scoring rules read which counter, and what they ask of its count
with

counters as (
    select * from {{ ref('int_counters') }}
),

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
    counters.counter_key,
    uses.definition_key,
    uses.trigger_key,
    uses.condition_key,
    uses.scoring_rule_key,
    uses.at_least,
    uses.at_most
from uses
inner join counters
    on
        uses.event_group = counters.event_group
        and coalesce(uses.window_seconds, 0) = coalesce(counters.window_seconds, 0)
