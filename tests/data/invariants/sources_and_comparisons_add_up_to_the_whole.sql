-- each source's and each side's counts against the facts beneath
with

deals as (
    select * from {{ ref('fct_opportunities') }}
    where opportunity_type = 'new_business' and closed_at is not null
),

expected as (
    select
        definitions.definition_id,
        definitions.version,
        (select count(*) from {{ ref('dim_leads') }}) as leads,
        count(distinct mqls.lead_id) as mql_leads,
        count(mqls.mql_id) as mqls,
        count(case when mqls.decision = 'accepted' then 1 end) as accepted,
        count(mqls.won_reached_at) as mqls_won
    from {{ ref('dim_definitions') }} as definitions
    left join {{ ref('fct_mqls') }} as mqls
        on definitions.definition_id = mqls.definition_id and definitions.version = mqls.version
    group by definitions.definition_id, definitions.version
),

of_deals as (
    select
        definition_id,
        version,
        count(*) as closed,
        count(case when mqls_before > 0 then 1 end) as closed_with_mql,
        count(case when mqls_before > 0 and is_won then 1 end) as won_with_mql,
        count(case when is_won and sourcing_lead_id is not null then 1 end) as won_sourced,
        sum(case when is_won and sourcing_lead_id is not null then amount_usd end) as won_amount_usd
    from deals
    group by definition_id, version
),

of_sources as (
    select
        definition_id,
        version,
        sum(leads) as leads,
        sum(leads_with_mql) as mql_leads,
        sum(mqls) as mqls,
        sum(accepted) as accepted,
        sum(mqls_won) as mqls_won,
        sum(deals_closed) as closed_with_mql,
        sum(deals_won) as won_with_mql,
        sum(sourced_deals_won) as won_sourced,
        sum(won_amount_usd) as won_amount_usd
    from {{ ref('rpt_lead_source_quality') }}
    group by definition_id, version
)

select
    expected.definition_id,
    expected.version
from expected
left join of_deals on expected.definition_id = of_deals.definition_id and expected.version = of_deals.version
left join of_sources on expected.definition_id = of_sources.definition_id and expected.version = of_sources.version
left join {{ ref('rpt_mql_vs_other_leads') }} as compared
    on expected.definition_id = compared.definition_id and expected.version = compared.version
where
    expected.leads <> coalesce(of_sources.leads, 0)
    or expected.mql_leads <> coalesce(of_sources.mql_leads, 0)
    or expected.mqls <> coalesce(of_sources.mqls, 0)
    or expected.accepted <> coalesce(of_sources.accepted, 0)
    or expected.mqls_won <> coalesce(of_sources.mqls_won, 0)
    or coalesce(of_deals.closed_with_mql, 0) <> coalesce(of_sources.closed_with_mql, 0)
    or coalesce(of_deals.won_with_mql, 0) <> coalesce(of_sources.won_with_mql, 0)
    or coalesce(of_deals.won_sourced, 0) <> coalesce(of_sources.won_sourced, 0)
    or abs(coalesce(of_deals.won_amount_usd, 0) - coalesce(of_sources.won_amount_usd, 0)) > 0.01
    or expected.leads <> compared.mql_leads + compared.other_leads
    or expected.mql_leads <> compared.mql_leads
    or coalesce(of_deals.closed, 0) <> compared.mql_deals_closed + compared.other_deals_closed
    or coalesce(of_deals.closed_with_mql, 0) <> compared.mql_deals_closed
