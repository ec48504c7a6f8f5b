with

leads as (
    select * from {{ ref('int_source_leads') }}
),

mqls as (
    select * from {{ ref('int_source_mqls') }}
),

deals as (
    select * from {{ ref('int_source_deals') }}
),

costs as (
    select
        lead_source,
        {{ summed('sum(cost_usd)') }} as cost_usd
    from {{ ref('int_channel_days') }}
    group by lead_source
),

lead_sources as (
    select lead_source from leads
    union
    select lead_source from mqls
    union
    select lead_source from costs
),

counted as (
    select
        definitions.definition_id,
        definitions.version,
        lead_sources.lead_source,
        {%- for source, columns in {
            'leads': ['leads', 'leads_with_mql'],
            'mqls': ['mqls', 'accepted', 'rejected', 'qualified', 'with_opportunity', 'won'],
            'deals': ['deals_closed', 'deals_won', 'sourced_deals_won', 'won_with_amount'],
        }.items() %}
        {%- for column in columns %}
        cast(coalesce({{ source }}.{{ column }}, 0) as {{ dbt.type_bigint() }}) as {{ column }},
        {%- endfor %}
        {%- endfor %}
        cast(mqls.mql_to_won_days as {{ type_double() }}) as mql_to_won_days,
        {{ summed('deals.won_amount_usd') }} as won_amount_usd,
        costs.cost_usd
    from lead_sources
    cross join {{ ref('stg_definitions') }} as definitions
    left join leads
        on lead_sources.lead_source = leads.lead_source and definitions.definition_key = leads.definition_key
    left join mqls
        on lead_sources.lead_source = mqls.lead_source and definitions.definition_key = mqls.definition_key
    left join deals
        on lead_sources.lead_source = deals.lead_source and definitions.definition_key = deals.definition_key
    left join costs on lead_sources.lead_source = costs.lead_source
)

select
    definition_id,
    version,
    lead_source,
    leads,
    leads_with_mql,
    {{ share('leads_with_mql', 'leads') }} as lead_to_mql_rate,
    mqls,
    accepted,
    rejected,
    {{ share('accepted', 'mqls') }} as acceptance_rate,
    {{ wilson_lower('accepted', 'mqls') }} as acceptance_rate_lower,
    {{ wilson_upper('accepted', 'mqls') }} as acceptance_rate_upper,
    {{ share('accepted', '(accepted + rejected)') }} as acceptance_rate_decided,
    {{ share('rejected', 'mqls') }} as rejection_rate,
    {{ share('qualified', 'mqls') }} as mql_to_sql_rate,
    {{ share('with_opportunity', 'mqls') }} as mql_to_opportunity_rate,
    won as mqls_won,
    {{ share('won', 'mqls') }} as mql_to_won_rate,
    {{ wilson_lower('won', 'mqls') }} as mql_to_won_rate_lower,
    {{ wilson_upper('won', 'mqls') }} as mql_to_won_rate_upper,
    mql_to_won_days,
    deals_closed,
    deals_won,
    {{ share('deals_won', 'deals_closed') }} as win_rate,
    sourced_deals_won,
    won_amount_usd,
    {{ share('won_amount_usd', 'won_with_amount') }} as average_deal_usd,
    cost_usd,
    {{ share('cost_usd', 'mqls') }} as cost_per_mql_usd,
    {{ share('cost_usd', 'sourced_deals_won') }} as cost_per_won_usd
from counted
