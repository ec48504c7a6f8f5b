with

won_deals as (
    select * from {{ ref('int_opportunities') }}
    where is_won and is_new_business
),

definitions as (
    select definition_key
    from {{ ref('stg_definitions') }}
),

looks as (
    select * from {{ ref('int_won_deal_looks') }}
),

mql_deals as (
    select distinct
        people.opportunity_id,
        mqls.definition_key
    from {{ ref('int_won_deal_people') }} as people
    inner join {{ ref('int_mqls') }} as mqls on people.lead_key = mqls.lead_key and people.closed_epoch >= mqls.mql_epoch
),

judged as (
    select
        opportunity_id,
        definition_key,
        count(*) as people,
        sum(case when passes_scope then 1 else 0 end) as in_scope,
        sum(case when was_active then 1 else 0 end) as active,
        sum(case when is_disqualified then 1 else 0 end) as disqualified,
        sum(case when passes_gate then 1 else 0 end) as gated,
        min(case when fails_for_missing_only then 1 else 0 end) as fail_for_missing_only
    from looks
    group by opportunity_id, definition_key
),

-- of all its people inside the gate, the trigger that was nearest
nearest as (
    select
        looks.opportunity_id,
        looks.definition_key,
        lacks.trigger_id,
        lacks.lacking,
        row_number() over (
            partition by looks.opportunity_id, looks.definition_key
            order by lacks.unmet_conditions asc, lacks.met_share desc, lacks.trigger_rank asc, looks.lead_id asc
        ) as nearness
    from looks
    inner join {{ ref('int_look_lacks') }} as lacks
        on
            looks.lead_key = lacks.lead_key
            and looks.definition_key = lacks.definition_key
            and looks.look_epoch = lacks.at_epoch
    where looks.passes_gate
),

reasoned as (
    select
        won_deals.opportunity_id,
        definitions.definition_key,
        won_deals.closed_at,
        coalesce(judged.people, 0) as people,
        case
            when judged.people is null then 'no_lead'
            when judged.in_scope = 0 then 'out_of_scope'
            when judged.active = 0 then 'no_activity'
            when judged.disqualified = judged.people then 'disqualified'
            when judged.gated = 0 and judged.fail_for_missing_only = 1 then 'missing_data'
            when judged.gated = 0 then 'fit_gate'
            else 'below_threshold'
        end as reason
    from won_deals
    cross join definitions
    left join judged on won_deals.opportunity_id = judged.opportunity_id and definitions.definition_key = judged.definition_key
    left join mql_deals on won_deals.opportunity_id = mql_deals.opportunity_id and definitions.definition_key = mql_deals.definition_key
    where mql_deals.opportunity_id is null
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
