-- each won deal under each back-tested definition and variant: was one of its people an MQL by its closing, and does it count
with

evaluated as (
    select * from {{ ref('stg_evaluated_definitions') }}
    where is_backtested
),

won_deals as (
    select opportunity_id
    from {{ ref('int_opportunities') }}
    where is_won and is_new_business
),

reached as (
    select distinct
        people.opportunity_id,
        cycles.definition_key
    from {{ ref('int_won_deal_people') }} as people
    inner join {{ ref('int_evaluated_cycles') }} as cycles on people.lead_key = cycles.lead_key and people.closed_epoch >= cycles.mql_epoch
    inner join evaluated on cycles.definition_key = evaluated.definition_key
),

-- scope is judged when the deal was looked at, as for false negatives
scoped as (
    select
        looks.opportunity_id,
        evaluated.definition_key,
        max(case when fit.passes_scope then 1 else 0 end) = 1 as is_in_scope
    from {{ ref('int_won_deal_looks') }} as looks
    inner join evaluated on looks.definition_key = evaluated.variant_of
    inner join {{ ref('int_fit_timeline') }} as fit
        on
            looks.lead_key = fit.lead_key
            and evaluated.gate_definition_key = fit.definition_key
            and looks.look_epoch >= fit.valid_from
            and looks.look_epoch < fit.valid_to
    group by looks.opportunity_id, evaluated.definition_key
)

select
    won_deals.opportunity_id,
    evaluated.definition_key,
    evaluated.variant_of,
    reached.opportunity_id is not null as is_reached,
    reached.opportunity_id is not null or coalesce(scoped.is_in_scope, true) as counts_in_rate
from won_deals
cross join evaluated
left join reached on won_deals.opportunity_id = reached.opportunity_id and evaluated.definition_key = reached.definition_key
left join scoped on won_deals.opportunity_id = scoped.opportunity_id and evaluated.definition_key = scoped.definition_key
