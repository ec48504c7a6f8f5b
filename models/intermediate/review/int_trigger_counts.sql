-- the triggers of each definition that make MQLs, counted by what health checks ask
with

definitions as (
    select definition_key
    from {{ ref('stg_definitions') }}
),

facts as (
    select
        facts_of_triggers.*,
        cast(tier as {{ dbt.type_string() }}) || ' ' || outcome || ' '
        || coalesce(cast(sla_minutes as {{ dbt.type_string() }}) || ' ' || sla_clock, 'none') as promise
    from {{ ref('int_trigger_facts') }} as facts_of_triggers
)

select
    definitions.definition_key,
    count(facts.trigger_key) as triggers,
    coalesce(sum(facts.conditions), 0) as conditions,
    coalesce(sum(case when facts.conditions = 0 or facts.conditions_without_bar > 0 then 1 else 0 end), 0) as unmeasured_triggers,
    coalesce(sum(case when facts.fit_conditions = 0 then 1 else 0 end), 0) as triggers_without_fit,
    coalesce(sum(case when facts.sla_minutes is not null then 1 else 0 end), 0) as triggers_with_sla,
    coalesce(sum(case
        when facts.sla_minutes is not null and (facts.escalate_after_minutes is null or facts.escalate_to is null) then 1 else 0
    end), 0) as triggers_without_escalation,
    count(distinct facts.promise) as kinds_of_trigger
from definitions
left join facts on definitions.definition_key = facts.definition_key
group by definitions.definition_key
