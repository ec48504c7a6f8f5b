-- whom a counter is kept for: everyone where points depend on it, else those that ever pass the gate of a definition that counts it
with

counters as (
    select * from {{ ref('int_counters') }}
),

counting_rules as (
    select distinct counters.counter_key
    from {{ ref('stg_scoring_rules') }} as scoring_rules
    inner join counters
        on
            scoring_rules.event_group = counters.event_group
            and coalesce(scoring_rules.window_seconds, 0) = coalesce(counters.window_seconds, 0)
    where scoring_rules.min_count > 1
),

counting_conditions as (
    select distinct
        counters.counter_key,
        conditions.definition_key
    from {{ ref('stg_trigger_conditions') }} as conditions
    inner join counters
        on
            lower(conditions.subject) = counters.event_group
            and coalesce(conditions.window_seconds, 0) = coalesce(counters.window_seconds, 0)
    where conditions.metric = 'event_count'
)

select
    counting_rules.counter_key,
    leads.lead_key
from counting_rules
cross join {{ ref('int_leads') }} as leads
union
select
    counting_conditions.counter_key,
    gated_leads.lead_key
from counting_conditions
inner join {{ ref('int_gated_leads') }} as gated_leads on counting_conditions.definition_key = gated_leads.definition_key
