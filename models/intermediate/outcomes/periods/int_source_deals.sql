-- closed new-business deals that an MQL preceded, by where that MQL came from
select
    definition_key,
    lead_source,
    count(*) as deals_closed,
    sum(case when is_won then 1 else 0 end) as deals_won,
    sum(case when is_won and is_sourced then 1 else 0 end) as sourced_deals_won,
    sum(case when is_won and is_sourced then amount_usd end) as won_amount_usd,
    count(case when is_won and is_sourced then amount_usd end) as won_with_amount
from {{ ref('int_deal_measures') }}
where closed_epoch is not null and has_mql_before
group by definition_key, lead_source
