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
        counted.mqls / counted.months_observed as mqls_per_month,
        cast({{ reps }} as {{ type_double() }}) as sales_reps,
        cast({{ reps }} as {{ type_double() }}) * cast({{ capacity_of_a_rep }} as {{ type_double() }}) as capacity_mqls_per_month
    from {{ ref('int_backtest_mqls') }} as counted
),

deals as (
    select * from {{ ref('int_backtest_deals') }}
),

compared as (
    select
        deals.*,
        deals.is_reached and not as_is.is_reached as is_gained,
        as_is.is_reached and not deals.is_reached as is_lost
    from deals
    inner join deals as as_is on deals.opportunity_id = as_is.opportunity_id and deals.variant_of = as_is.definition_key
),

counted_deals as (
    select
        definition_key,
        sum(case when counts_in_rate then 1 else 0 end) as won_deals,
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
    cast(mqls.leads as {{ dbt.type_int() }}) as leads,
    cast(mqls.mqls_per_month as {{ type_double() }}) as mqls_per_month,
    cast(mqls.decided as {{ dbt.type_int() }}) as decided,
    cast(mqls.accepted as {{ dbt.type_int() }}) as accepted,
    cast(1.0 * mqls.accepted / nullif(mqls.decided, 0) as {{ type_double() }}) as acceptance_rate_decided,
    cast({{ wilson_lower('mqls.accepted', 'mqls.decided') }} as {{ type_double() }}) as acceptance_rate_lower,
    cast({{ wilson_upper('mqls.accepted', 'mqls.decided') }} as {{ type_double() }}) as acceptance_rate_upper,
    cast(mqls.opportunities as {{ dbt.type_int() }}) as opportunities,
    cast(mqls.closed_opportunities as {{ dbt.type_int() }}) as closed_opportunities,
    cast(mqls.won as {{ dbt.type_int() }}) as won,
    cast(1.0 * mqls.won / nullif(mqls.closed_opportunities, 0) as {{ type_double() }}) as win_rate,
    cast({{ wilson_lower('mqls.won', 'mqls.closed_opportunities') }} as {{ type_double() }}) as win_rate_lower,
    cast({{ wilson_upper('mqls.won', 'mqls.closed_opportunities') }} as {{ type_double() }}) as win_rate_upper,
    cast(coalesce(counted_deals.won_deals, 0) as {{ dbt.type_int() }}) as won_deals,
    cast(coalesce(counted_deals.false_negatives, 0) as {{ dbt.type_int() }}) as false_negatives,
    cast(1.0 * counted_deals.false_negatives / nullif(counted_deals.won_deals, 0) as {{ type_double() }}) as false_negative_rate,
    cast(coalesce(counted_deals.won_deals_gained, 0) as {{ dbt.type_int() }}) as won_deals_gained,
    cast(coalesce(counted_deals.won_deals_lost, 0) as {{ dbt.type_int() }}) as won_deals_lost,
    counted_deals.gained_opportunity_ids,
    counted_deals.lost_opportunity_ids,
    cast(mqls.mqls_per_month / mqls.sales_reps as {{ type_double() }}) as mqls_per_rep_per_month,
    mqls.capacity_mqls_per_month,
    mqls.mqls_per_month <= mqls.capacity_mqls_per_month as is_within_capacity
from evaluated
inner join definitions on evaluated.variant_of = definitions.definition_key
inner join words on evaluated.definition_key = words.definition_key
inner join mqls on evaluated.definition_key = mqls.definition_key
left join counted_deals on evaluated.definition_key = counted_deals.definition_key
