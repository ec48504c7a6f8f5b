-- what could be said of each person of a won deal, just before it was opened
with

people as (
    select
        people.opportunity_id,
        people.lead_key,
        leads.lead_id,
        people.created_epoch,
        greatest(people.created_epoch - 1, leads.known_epoch) as look_epoch
    from {{ ref('int_won_deal_people') }} as people
    inner join {{ ref('int_leads') }} as leads on people.lead_key = leads.lead_key
),

active_people as (
    select distinct
        people.opportunity_id,
        people.lead_key
    from people
    inner join {{ ref('int_events') }} as events
        on people.lead_key = events.lead_key and people.created_epoch > events.occurred_epoch
),

rule_failures as (
    select
        lead_key,
        definition_key,
        at_epoch,
        min(case when is_missing then 1 else 0 end) = 1 as are_all_missing
    from {{ ref('int_look_failed_rules') }}
    group by lead_key, definition_key, at_epoch
)

select
    people.opportunity_id,
    people.lead_key,
    people.lead_id,
    scores.definition_key,
    people.look_epoch,
    scores.passes_scope,
    scores.is_disqualified,
    scores.passes_gate,
    active_people.lead_key is not null as was_active,
    coalesce(rule_failures.are_all_missing, true) as fails_for_missing_only
from people
inner join {{ ref('int_look_scores') }} as scores
    on people.lead_key = scores.lead_key and people.look_epoch = scores.at_epoch
left join active_people
    on people.opportunity_id = active_people.opportunity_id and people.lead_key = active_people.lead_key
left join rule_failures
    on
        people.lead_key = rule_failures.lead_key
        and scores.definition_key = rule_failures.definition_key
        and people.look_epoch = rule_failures.at_epoch
