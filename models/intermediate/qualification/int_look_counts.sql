-- what was found for each condition that counts events or asks for a rule, where anything was, when a lead was looked at
with

looks as (
    select * from {{ ref('int_looks') }}
),

conditions as (
    select * from {{ ref('stg_trigger_conditions') }}
),

counted_types as (
    select
        conditions.definition_key,
        conditions.condition_key,
        conditions.window_seconds,
        group_types.event_type_key
    from conditions
    inner join {{ ref('int_event_group_types') }} as group_types on lower(conditions.subject) = group_types.event_group
    where conditions.metric = 'event_count'
),

asked_rules as (
    select
        conditions.definition_key,
        conditions.condition_key,
        fit_rules.fit_rule_key
    from conditions
    inner join {{ ref('stg_fit_rules') }} as fit_rules
        on conditions.definition_key = fit_rules.definition_key and conditions.subject = fit_rules.rule_id
    where conditions.metric = 'fit_rule'
)

select
    looks.lead_key,
    looks.definition_key,
    counted_types.condition_key,
    looks.at_epoch,
    count(*) as found
from looks
inner join {{ ref('int_occurrences') }} as occurrences
    on looks.lead_key = occurrences.lead_key and looks.at_epoch >= occurrences.moment_epoch
inner join counted_types
    on
        looks.definition_key = counted_types.definition_key
        and occurrences.event_type_key = counted_types.event_type_key
        and (counted_types.window_seconds is null or occurrences.occurred_epoch > looks.at_epoch - counted_types.window_seconds)
group by looks.lead_key, looks.definition_key, counted_types.condition_key, looks.at_epoch
union all
select
    looks.lead_key,
    looks.definition_key,
    asked_rules.condition_key,
    looks.at_epoch,
    1 as found
from looks
inner join asked_rules on looks.definition_key = asked_rules.definition_key
inner join {{ ref('int_fit_rule_spans') }} as spans
    on
        asked_rules.fit_rule_key = spans.fit_rule_key
        and looks.lead_key = spans.lead_key
        and looks.at_epoch >= spans.valid_from
        and looks.at_epoch < spans.valid_to
