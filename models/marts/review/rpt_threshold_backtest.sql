{% set reps = var('sales_reps', none) or 'null' %}
{% set capacity_of_a_rep = var('mqls_per_rep_month', none) or 'null' %}

with

evaluated as (
    select * from {{ ref('stg_evaluated_definitions') }}
    where is_backtested
),

definitions as (
    select * from {{ ref('stg_definitions') }}
),

words as (
    select * from {{ ref('int_variant_words') }}
),

mqls as (
    select
        counted.*,
        counted.mqls / nullif(counted.months_observed, 0) as mqls_per_month,
        cast({{ reps }} as {{ type_double() }}) as sales_reps,
        cast({{ reps }} as {{ type_double() }}) * cast({{ capacity_of_a_rep }} as {{ type_double() }}) as capacity_mqls_per_month
    from {{ ref('int_backtest_mqls') }} as counted
),

closed_deals as (
    select
        evaluated.definition_key,
        coalesce(closed.deals_closed, 0) as deals_closed,
        coalesce(closed.deals_won, 0) as deals_won
    from evaluated
    left join {{ ref('int_backtest_closed_deals') }} as closed on evaluated.definition_key = closed.definition_key
),

won_deals as (
    select * from {{ ref('int_backtest_deals') }}
),

compared as (
    select
        won_deals.*,
        won_deals.is_reached and not as_is.is_reached as is_gained,
        as_is.is_reached and not won_deals.is_reached as is_lost
    from won_deals
    inner join won_deals as as_is on won_deals.opportunity_id = as_is.opportunity_id and won_deals.variant_of = as_is.definition_key
),

deals as (
    select
        definition_key,
        sum(case when is_reached then 1 else 0 end) as won_deals_with_mql,
        sum(case when counts_in_rate and not is_reached then 1 else 0 end) as false_negatives,
        sum(case when is_gained then 1 else 0 end) as won_deals_gained,
        sum(case when is_lost then 1 else 0 end) as won_deals_lost,
        {{ joined_text('case when is_gained then opportunity_id end', ', ', 'opportunity_id') }} as gained_opportunity_ids,
        {{ joined_text('case when is_lost then opportunity_id end', ', ', 'opportunity_id') }} as lost_opportunity_ids
    from compared
    group by definition_key
)

select
    definitions.definition_id,
    definitions.version,
    evaluated.variant_id,
    evaluated.variant_kind,
    evaluated.subject,
    cast(evaluated.factor as {{ type_double() }}) as factor,
    words.what_changes,
    cast(mqls.months_observed as {{ type_double() }}) as months_observed,
    cast(mqls.mqls as {{ dbt.type_int() }}) as mqls,
    cast(mqls.mql_leads as {{ dbt.type_int() }}) as mql_leads,
    cast(mqls.mqls_per_month as {{ type_double() }}) as mqls_per_month,
    cast(mqls.decided as {{ dbt.type_int() }}) as decided,
    cast(mqls.accepted as {{ dbt.type_int() }}) as accepted,
    {{ share('mqls.accepted', 'mqls.decided') }} as acceptance_rate_decided,
    cast({{ wilson_lower('mqls.accepted', 'mqls.decided') }} as {{ type_double() }}) as acceptance_rate_decided_lower,
    cast({{ wilson_upper('mqls.accepted', 'mqls.decided') }} as {{ type_double() }}) as acceptance_rate_decided_upper,
    cast(mqls.sourced_deals as {{ dbt.type_int() }}) as sourced_deals,
    cast(mqls.sourced_closed_deals as {{ dbt.type_int() }}) as sourced_closed_deals,
    cast(mqls.sourced_won_deals as {{ dbt.type_int() }}) as sourced_won_deals,
    cast(closed_deals.deals_closed as {{ dbt.type_int() }}) as deals_closed,
    cast(closed_deals.deals_won as {{ dbt.type_int() }}) as deals_won,
    {{ share('closed_deals.deals_won', 'closed_deals.deals_closed') }} as win_rate,
    cast({{ wilson_lower('closed_deals.deals_won', 'closed_deals.deals_closed') }} as {{ type_double() }}) as win_rate_lower,
    cast({{ wilson_upper('closed_deals.deals_won', 'closed_deals.deals_closed') }} as {{ type_double() }}) as win_rate_upper,
    cast(coalesce(deals.won_deals_with_mql, 0) as {{ dbt.type_int() }}) as won_deals_with_mql,
    cast(coalesce(deals.false_negatives, 0) as {{ dbt.type_int() }}) as false_negatives,
    {{ share('deals.false_negatives', 'deals.false_negatives + deals.won_deals_with_mql') }}
        as false_negative_rate,
    cast({{ wilson_lower('deals.false_negatives', '(deals.false_negatives + deals.won_deals_with_mql)') }} as {{ type_double() }})
        as false_negative_rate_lower,
    cast({{ wilson_upper('deals.false_negatives', '(deals.false_negatives + deals.won_deals_with_mql)') }} as {{ type_double() }})
        as false_negative_rate_upper,
    cast(coalesce(deals.won_deals_gained, 0) as {{ dbt.type_int() }}) as won_deals_gained,
    cast(coalesce(deals.won_deals_lost, 0) as {{ dbt.type_int() }}) as won_deals_lost,
    deals.gained_opportunity_ids,
    deals.lost_opportunity_ids,
    cast(mqls.mqls_per_month / mqls.sales_reps as {{ type_double() }}) as mqls_per_rep_per_month,
    mqls.capacity_mqls_per_month,
    mqls.mqls_per_month <= mqls.capacity_mqls_per_month as is_within_capacity
from evaluated
inner join definitions on evaluated.variant_of = definitions.definition_key
inner join words on evaluated.definition_key = words.definition_key
inner join mqls on evaluated.definition_key = mqls.definition_key
inner join closed_deals on evaluated.definition_key = closed_deals.definition_key
left join deals on evaluated.definition_key = deals.definition_key
