-- when a definition hands a lead over, by which conditions, in words for the people who sign it
with

triggers as (
    select * from {{ ref('stg_triggers') }}
),

conditions as (
    select * from {{ ref('stg_trigger_conditions') }}
)

select
    definition_key,
    'triggers.csv' as file_name,
    trigger_id as rule_id,
    coalesce(name, {{ plain_words('trigger_id') }})
    || case
        when outcome = 'mql' then ' makes an MQL'
        when outcome = 'sql' then ' goes straight to sales qualified'
        else ' asks for a look before anyone is handed over'
    end
    || ' (tier ' || {{ number_words('tier') }} || ', rank ' || {{ number_words('trigger_rank') }} || ')'
    || coalesce('; answer within ' || {{ duration_words('sla_minutes * 60') }}, '')
    || case when sla_minutes is not null and sla_clock = 'business' then ' of business hours' else '' end
    || coalesce('; goes to: ' || route_to, '')
    || coalesce('; after ' || {{ duration_words('escalate_after_minutes * 60') }} || ' to: ' || escalate_to, '') as words
from triggers
union all
select
    conditions.definition_key,
    'trigger_conditions.csv' as file_name,
    triggers.trigger_id || ': ' || conditions.condition_id as rule_id,
    case
        when conditions.metric = 'fit_rule' then 'the rule ' || conditions.subject || ' holds'
        when conditions.metric = 'event_count' then {{ plain_words('conditions.subject') }}
        else {{ plain_words('conditions.metric') }}
    end
    || coalesce(', at least ' || {{ number_words('conditions.at_least') }}, '')
    || coalesce(', at most ' || {{ number_words('conditions.at_most') }}, '')
    || coalesce(', within ' || {{ duration_words('conditions.window_seconds') }}, '') as words
from conditions
inner join triggers on conditions.trigger_key = triggers.trigger_key
