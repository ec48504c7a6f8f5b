with

won_deals as (
    select * from {{ ref('int_opportunities') }}
    where is_won and is_new_business
),

definitions as (
    select definition_key
    from {{ ref('stg_definitions') }}
),

people as (
    select
        people.opportunity_id,
        people.lead_key,
        people.created_epoch,
        people.closed_epoch,
        greatest(people.created_epoch - 1, leads.known_epoch) as look_epoch
    from {{ ref('int_won_deal_people') }} as people
    inner join {{ ref('int_leads') }} as leads on people.lead_key = leads.lead_key
),

mql_deals as (
    select distinct
        people.opportunity_id,
        mqls.definition_key
    from people
    inner join {{ ref('int_mqls') }} as mqls on people.lead_key = mqls.lead_key and people.closed_epoch >= mqls.mql_epoch
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
        min(case when is_missing then 1 else 0 end) as are_all_missing
    from {{ ref('int_look_failed_rules') }}
    group by lead_key, definition_key, at_epoch
),

judged as (
    select
        people.opportunity_id,
        scores.definition_key,
        count(*) as people,
        sum(case when scores.passes_scope then 1 else 0 end) as in_scope,
        sum(case when active_people.lead_key is not null then 1 else 0 end) as active,
        sum(case when scores.is_disqualified then 1 else 0 end) as disqualified,
        sum(case when scores.passes_gate then 1 else 0 end) as gated,
        min(coalesce(rule_failures.are_all_missing, 1)) as are_all_missing
    from people
    inner join {{ ref('int_scores') }} as scores
        on people.lead_key = scores.lead_key and people.look_epoch = scores.at_epoch
    left join active_people
        on people.opportunity_id = active_people.opportunity_id and people.lead_key = active_people.lead_key
    left join rule_failures
        on
            people.lead_key = rule_failures.lead_key
            and scores.definition_key = rule_failures.definition_key
            and people.look_epoch = rule_failures.at_epoch
    group by people.opportunity_id, scores.definition_key
),

-- of all its people inside the gate, the trigger that was nearest
nearest as (
    select
        people.opportunity_id,
        lacks.definition_key,
        lacks.trigger_id,
        lacks.lacking,
        row_number() over (
            partition by people.opportunity_id, lacks.definition_key
            order by lacks.unmet_conditions asc, lacks.met_share desc, lacks.trigger_rank asc, people.lead_key asc
        ) as nearness
    from people
    inner join {{ ref('int_scores') }} as scores
        on people.lead_key = scores.lead_key and people.look_epoch = scores.at_epoch and scores.passes_gate
    inner join {{ ref('int_look_lacks') }} as lacks
        on
            scores.lead_key = lacks.lead_key
            and scores.definition_key = lacks.definition_key
            and scores.at_epoch = lacks.at_epoch
),

missed as (
    select
        won_deals.opportunity_id,
        won_deals.closed_at,
        definitions.definition_key
    from won_deals
    cross join definitions
    left join mql_deals
        on won_deals.opportunity_id = mql_deals.opportunity_id and definitions.definition_key = mql_deals.definition_key
    where mql_deals.opportunity_id is null
),

reasoned as (
    select
        missed.opportunity_id,
        missed.definition_key,
        missed.closed_at,
        coalesce(judged.people, 0) as people,
        case
            when judged.people is null then 'no_lead'
            when judged.in_scope = 0 then 'out_of_scope'
            when judged.active = 0 then 'no_activity'
            when judged.disqualified = judged.people then 'disqualified'
            when judged.gated = 0 and judged.are_all_missing = 1 then 'missing_data'
            when judged.gated = 0 then 'fit_gate'
            else 'below_threshold'
        end as reason
    from missed
    left join judged
        on missed.opportunity_id = judged.opportunity_id and missed.definition_key = judged.definition_key
)

select
    reasoned.opportunity_id,
    reasoned.definition_key,
    reasoned.closed_at,
    reasoned.people,
    reasoned.reason,
    nearest.trigger_id as nearest_trigger_id,
    nearest.lacking
from reasoned
left join nearest
    on
        reasoned.reason = 'below_threshold'
        and reasoned.opportunity_id = nearest.opportunity_id
        and reasoned.definition_key = nearest.definition_key
        and nearest.nearness = 1
