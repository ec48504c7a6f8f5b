-- by every model: its credits sum to one, its credited amounts to its amount
with

deals as (
    select
        opportunities.definition_id,
        opportunities.version,
        opportunities.opportunity_id,
        opportunities.amount_usd,
        models.attribution_model
    from {{ ref('fct_opportunities') }} as opportunities
    cross join (select distinct attribution_model from {{ ref('fct_attribution') }}) as models
    where opportunities.is_won and opportunities.sourcing_lead_id is not null
),

credited as (
    select
        definition_id,
        version,
        opportunity_id,
        attribution_model,
        sum(case when is_sourcing then credit end) as credit,
        sum(credited_won_usd) as credited_won_usd
    from {{ ref('fct_attribution') }}
    where won_at is not null
    group by definition_id, version, opportunity_id, attribution_model
)

select
    deals.definition_id,
    deals.version,
    deals.opportunity_id,
    deals.attribution_model,
    deals.amount_usd,
    credited.credited_won_usd,
    credited.credit
from deals
left join credited
    on
        deals.definition_id = credited.definition_id
        and deals.version = credited.version
        and deals.opportunity_id = credited.opportunity_id
        and deals.attribution_model = credited.attribution_model
where
    coalesce(abs(credited.credit - 1), 1) > 1e-9
    or abs(coalesce(deals.amount_usd, 0) - coalesce(credited.credited_won_usd, 0)) > 1e-6
