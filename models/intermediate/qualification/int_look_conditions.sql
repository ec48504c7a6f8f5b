-- what each condition of each trigger found when a lead was looked at, against what it asks
with

looks as (
    select * from {{ ref('int_looks') }}
),

conditions as (
    select * from {{ ref('stg_trigger_conditions') }}
),

scores as (
    select * from {{ ref('int_look_scores') }}
),

counted as (
    select
        occurrences.lead_key,
        conditions.condition_key,
        looks.at_epoch,
        count(*) as found
    from looks
    inner join {{ ref('int_occurrences') }} as occurrences
        on looks.lead_key = occurrences.lead_key and looks.at_epoch >= occurrences.moment_epoch
    inner join {{ ref('int_event_group_types') }} as group_types on occurrences.event_type_key = group_types.event_type_key
    inner join conditions
        on
            looks.definition_key = conditions.definition_key
            and lower(conditions.subject) = group_types.event_group
            and (conditions.window_seconds is null or occurrences.occurred_epoch > looks.at_epoch - conditions.window_seconds)
    where conditions.metric = 'event_count'
    group by occurrences.lead_key, conditions.condition_key, looks.at_epoch
),

ruled as (
    select
        looks.lead_key,
        conditions.condition_key,
        looks.at_epoch
    from looks
    inner join conditions on looks.definition_key = conditions.definition_key and conditions.metric = 'fit_rule'
    inner join {{ ref('stg_fit_rules') }} as fit_rules
        on conditions.definition_key = fit_rules.definition_key and conditions.subject = fit_rules.rule_id
    inner join {{ ref('int_fit_rule_spans') }} as spans
        on
            fit_rules.fit_rule_key = spans.fit_rule_key
            and looks.lead_key = spans.lead_key
            and looks.at_epoch >= spans.valid_from
            and looks.at_epoch < spans.valid_to
),

found as (
    select
        scores.lead_key,
        scores.definition_key,
        scores.at_epoch,
        conditions.trigger_key,
        conditions.condition_key,
        conditions.metric,
        conditions.at_least,
        conditions.at_most,
        case conditions.metric
            when 'event_count' then coalesce(counted.found, 0)
            when 'fit_rule' then case when ruled.condition_key is not null then 1 else 0 end
            when 'fit_score' then scores.fit_score
            when 'bant_score' then scores.bant_score
            when 'behavior_score' then scores.behavior_score
            when 'total_score' then scores.total_score
        end as found
    from looks
    inner join scores
        on
            looks.lead_key = scores.lead_key
            and looks.definition_key = scores.definition_key
            and looks.at_epoch = scores.at_epoch
    inner join conditions on scores.definition_key = conditions.definition_key
    left join counted
        on
            conditions.condition_key = counted.condition_key
            and scores.lead_key = counted.lead_key
            and scores.at_epoch = counted.at_epoch
    left join ruled
        on
            conditions.condition_key = ruled.condition_key
            and scores.lead_key = ruled.lead_key
            and scores.at_epoch = ruled.at_epoch
)

select
    lead_key,
    definition_key,
    at_epoch,
    trigger_key,
    condition_key,
    found,
    case metric
        when 'event_count' then found >= coalesce(at_least, found) and found <= coalesce(at_most, found)
        when 'fit_rule' then found = 1
        else found >= at_least - 1e-6
    end as is_met
from found
