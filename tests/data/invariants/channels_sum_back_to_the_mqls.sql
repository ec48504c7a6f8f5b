with

models as (
    select distinct attribution_model
    from {{ ref('fct_attribution') }}
),

expected as (
    select
        mqls.definition_id,
        mqls.version,
        models.attribution_model,
        count(*) as mqls,
        sum(case when mqls.is_sourcing and mqls.won_at is not null then 1 else 0 end) as won_deals,
        sum(case when mqls.won_at is not null then coalesce(mqls.amount_usd, 0) else 0 end) as won_usd
    from {{ ref('fct_mqls') }} as mqls
    cross join models
    group by mqls.definition_id, mqls.version, models.attribution_model
),

found as (
    select
        definition_id,
        version,
        attribution_model,
        sum(credited_mqls) as mqls,
        sum(credited_won_deals) as won_deals,
        sum(credited_won_usd) as won_usd
    from {{ ref('rpt_channel_attribution') }}
    group by definition_id, version, attribution_model
)

select
    expected.*,
    found.mqls as credited_mqls,
    found.won_deals as credited_won_deals,
    found.won_usd as credited_won_usd
from expected
left join found
    on
        expected.definition_id = found.definition_id
        and expected.version = found.version
        and expected.attribution_model = found.attribution_model
where
    coalesce(abs(expected.mqls - found.mqls), 1) > 1e-4
    or coalesce(abs(expected.won_deals - found.won_deals), 1) > 1e-4
    or coalesce(abs(expected.won_usd - found.won_usd), 1) > 1e-3
