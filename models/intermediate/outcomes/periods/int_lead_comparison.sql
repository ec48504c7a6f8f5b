-- leads with an MQL of the definition, and leads without; what was won before a lead's first MQL is no merit of the MQL
with

definitions as (
    select definition_key from {{ ref('stg_definitions') }}
),

mqls as (
    select * from {{ ref('int_mql_measures') }}
),

outcomes as (
    select
        definitions.definition_key,
        outcomes.is_accepted,
        mqls.lead_key is not null as is_mql_lead,
        case when outcomes.won_epoch >= coalesce(mqls.first_mql_epoch, outcomes.won_epoch) then outcomes.known_to_won_days end
            as known_to_won_days
    from {{ ref('int_lead_outcomes') }} as outcomes
    cross join definitions
    left join mqls
        on
            outcomes.lead_key = mqls.lead_key
            and definitions.definition_key = mqls.definition_key
            and mqls.first_mql_epoch is not null
),

of_outcomes as (
    select
        definition_key,
        count(case when is_mql_lead then known_to_won_days end) as mql_won_leads,
        count(case when not is_mql_lead then known_to_won_days end) as other_won_leads,
        percentile_cont(0.5) within group (order by case when is_mql_lead then known_to_won_days end) as mql_known_to_won_days,
        percentile_cont(0.5) within group (order by case when not is_mql_lead then known_to_won_days end) as other_known_to_won_days,
        sum(case when not is_mql_lead then is_accepted end) as other_accepted,
        count(case when not is_mql_lead then is_accepted end) as other_decided
    from outcomes
    group by definition_key
),

of_mqls as (
    select
        definition_key,
        count(first_mql_epoch) as mql_leads,
        count(decided_accepted_epoch) as mql_accepted,
        count(decided_accepted_epoch) + count(decided_rejected_epoch) as mql_decided
    from mqls
    group by definition_key
),

all_leads as (
    select count(*) as leads
    from {{ ref('int_leads') }}
)

select
    definitions.definition_key,
    coalesce(of_mqls.mql_leads, 0) as mql_leads,
    all_leads.leads - coalesce(of_mqls.mql_leads, 0) as other_leads,
    coalesce(of_outcomes.mql_won_leads, 0) as mql_won_leads,
    coalesce(of_outcomes.other_won_leads, 0) as other_won_leads,
    of_outcomes.mql_known_to_won_days,
    of_outcomes.other_known_to_won_days,
    coalesce(of_mqls.mql_accepted, 0) as mql_accepted,
    coalesce(of_mqls.mql_decided, 0) as mql_decided,
    coalesce(of_outcomes.other_accepted, 0) as other_accepted,
    coalesce(of_outcomes.other_decided, 0) as other_decided
from definitions
cross join all_leads
left join of_mqls on definitions.definition_key = of_mqls.definition_key
left join of_outcomes on definitions.definition_key = of_outcomes.definition_key
