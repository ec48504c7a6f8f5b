-- what each definition made, and what became of it
with

mqls as (
    select
        mqls.*,
        in_force.lead_key is not null as is_in_force
    from {{ ref('int_mqls') }} as mqls
    left join {{ ref('int_mqls_in_force') }} as in_force
        on
            mqls.lead_key = in_force.lead_key
            and mqls.definition_key = in_force.definition_key
            and mqls.mql_epoch = in_force.mql_epoch
),

leads as (
    select * from {{ ref('int_leads') }}
),

first_mqls as (
    select
        mqls.lead_key,
        mqls.definition_key,
        definitions.definition_id
    from mqls
    inner join {{ ref('stg_definitions') }} as definitions on mqls.definition_key = definitions.definition_key
    where mqls.cycle_number = 1
),

-- another version of the same definition is no other definition
definitions_of_leads as (
    select
        lead_key,
        count(distinct definition_id) as definition_ids
    from first_mqls
    group by lead_key
),

only_here as (
    select
        first_mqls.definition_key,
        count(*) as only_leads
    from first_mqls
    inner join definitions_of_leads on first_mqls.lead_key = definitions_of_leads.lead_key
    where definitions_of_leads.definition_ids = 1
    group by first_mqls.definition_key
),

counted as (
    select
        mqls.definition_key,
        count(*) as mqls,
        count(distinct mqls.lead_key) as mql_leads,
        sum(case when mqls.is_in_force then 1 else 0 end) as mqls_in_force,
        sum(case when mqls.decision = 'accepted' then 1 else 0 end) as accepted,
        sum(case when mqls.decision = 'rejected' then 1 else 0 end) as rejected,
        count(stages.opportunity_reached_epoch) as reached_opportunity,
        count(stages.won_reached_epoch) as reached_won,
        percentile_cont(0.5) within group (
            order by case when mqls.cycle_number = 1 then {{ days_of('mqls.mql_epoch - leads.known_epoch') }} end
        ) as median_lead_to_mql_days
    from mqls
    inner join leads on mqls.lead_key = leads.lead_key
    inner join {{ ref('int_mql_stages') }} as stages
        on
            mqls.lead_key = stages.lead_key
            and mqls.definition_key = stages.definition_key
            and mqls.mql_epoch = stages.mql_epoch
    group by mqls.definition_key
)

select
    counted.*,
    coalesce(only_here.only_leads, 0) as only_leads
from counted
left join only_here on counted.definition_key = only_here.definition_key
