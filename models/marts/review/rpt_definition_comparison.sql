with

definitions as (
    select * from {{ ref('stg_definitions') }}
),

deals as (
    select * from {{ ref('int_definition_deals') }}
),

observed as (
    select {{ months_of(as_of_epoch() ~ ' - min(known_epoch)') }} as months
    from {{ ref('int_leads') }}
),

mqls as (
    select
        definitions.definition_key,
        coalesce(counts.mqls, 0) as mqls,
        coalesce(counts.mql_leads, 0) as mql_leads,
        coalesce(counts.mqls_in_force, 0) as mqls_in_force,
        coalesce(counts.only_leads, 0) as only_leads,
        coalesce(counts.accepted, 0) as accepted,
        coalesce(counts.rejected, 0) as rejected,
        coalesce(counts.accepted + counts.rejected, 0) as decided,
        coalesce(counts.reached_opportunity, 0) as reached_opportunity,
        coalesce(counts.reached_won, 0) as reached_won,
        counts.median_lead_to_mql_days
    from definitions
    left join {{ ref('int_definition_mqls') }} as counts on definitions.definition_key = counts.definition_key
)

select
    definitions.definition_id,
    definitions.version,
    definitions.is_active,
    cast(mqls.mqls as {{ dbt.type_bigint() }}) as mqls,
    cast(mqls.mql_leads as {{ dbt.type_bigint() }}) as mql_leads,
    cast(mqls.mqls_in_force as {{ dbt.type_bigint() }}) as mqls_in_force,
    cast(mqls.only_leads as {{ dbt.type_bigint() }}) as only_leads,
    cast(mqls.mqls / nullif(observed.months, 0) as {{ type_double() }}) as mqls_per_month,
    cast(mqls.accepted as {{ dbt.type_bigint() }}) as accepted,
    cast(mqls.rejected as {{ dbt.type_bigint() }}) as rejected,
    {{ rate_with_interval('mqls.accepted', 'mqls.mqls', 'acceptance_rate') }},
    {{ rate_with_interval('mqls.accepted', 'mqls.decided', 'acceptance_rate_decided') }},
    {{ rate_with_interval('mqls.rejected', 'mqls.mqls', 'rejection_rate') }},
    cast(mqls.reached_opportunity as {{ dbt.type_bigint() }}) as mqls_with_opportunity,
    {{ rate_with_interval('mqls.reached_opportunity', 'mqls.mqls', 'mql_to_opportunity_rate') }},
    cast(mqls.reached_won as {{ dbt.type_bigint() }}) as mqls_won,
    {{ rate_with_interval('mqls.reached_won', 'mqls.mqls', 'mql_to_won_rate') }},
    cast(deals.sourced_deals as {{ dbt.type_bigint() }}) as sourced_deals,
    cast(deals.sourced_closed_deals as {{ dbt.type_bigint() }}) as sourced_closed_deals,
    cast(deals.sourced_won_deals as {{ dbt.type_bigint() }}) as sourced_won_deals,
    cast(deals.sourced_won_usd as {{ type_double() }}) as sourced_won_usd,
    cast(deals.deals_closed as {{ dbt.type_bigint() }}) as deals_closed,
    cast(deals.deals_won as {{ dbt.type_bigint() }}) as deals_won,
    {{ rate_with_interval('deals.deals_won', 'deals.deals_closed', 'win_rate') }},
    cast(deals.won_deals_with_mql as {{ dbt.type_bigint() }}) as won_deals_with_mql,
    cast(deals.false_negatives as {{ dbt.type_bigint() }}) as false_negatives,
    {{ rate_with_interval('deals.false_negatives', '(deals.false_negatives + deals.won_deals_with_mql)', 'false_negative_rate') }},
    cast(mqls.median_lead_to_mql_days as {{ type_double() }}) as median_lead_to_mql_days,
    cast(deals.median_lead_days as {{ type_double() }}) as median_mql_before_deal_days
from definitions
cross join observed
inner join mqls on definitions.definition_key = mqls.definition_key
inner join deals on definitions.definition_key = deals.definition_key
