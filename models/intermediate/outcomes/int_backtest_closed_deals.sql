-- the closed new-business deals with an MQL of each back-tested definition and variant among their contacts at or before the opening
with

evaluated as (
    select * from {{ ref('stg_evaluated_definitions') }}
    where is_backtested
),

closed_deals as (
    select * from {{ ref('int_opportunities') }}
    where is_new_business and closed_epoch is not null
),

preceded as (
    select distinct
        cycles.definition_key,
        closed_deals.opportunity_id,
        closed_deals.is_won
    from closed_deals
    inner join {{ ref('int_opportunity_contacts') }} as contacts on closed_deals.opportunity_id = contacts.opportunity_id
    inner join {{ ref('int_evaluated_cycles') }} as cycles
        on contacts.lead_key = cycles.lead_key and closed_deals.created_epoch >= cycles.mql_epoch
    inner join evaluated on cycles.definition_key = evaluated.definition_key
)

select
    definition_key,
    count(*) as deals_closed,
    sum(case when is_won then 1 else 0 end) as deals_won
from preceded
group by definition_key
