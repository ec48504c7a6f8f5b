-- a deal's amount stands at one MQL a definition, and is the deal's own
select
    mqls.definition_id,
    mqls.version,
    mqls.opportunity_id,
    count(*) as rows_with_amount,
    sum(mqls.amount_usd) as amount_usd,
    max(opportunities.amount_usd) as deal_amount_usd
from {{ ref('fct_mqls') }} as mqls
inner join {{ ref('fct_opportunities') }} as opportunities
    on
        mqls.definition_id = opportunities.definition_id
        and mqls.version = opportunities.version
        and mqls.opportunity_id = opportunities.opportunity_id
where mqls.amount_usd is not null
group by mqls.definition_id, mqls.version, mqls.opportunity_id
having count(*) > 1 or sum(mqls.amount_usd) <> max(opportunities.amount_usd) or max(case when mqls.is_sourcing then 0 else 1 end) = 1
