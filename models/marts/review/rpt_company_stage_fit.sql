{% set revenue = var('annual_recurring_revenue_usd', none) or 'null' %}
{% set reps = var('sales_reps', none) or 'null' %}
{% set capacity_of_a_rep = var('mqls_per_rep_month', none) or 'null' %}

with

definitions as (
    select * from {{ ref('stg_definitions') }}
),

company as (
    select
        cast({{ revenue }} as {{ type_double() }}) as annual_recurring_revenue_usd,
        cast({{ reps }} as {{ type_double() }}) as sales_reps,
        cast({{ capacity_of_a_rep }} as {{ type_double() }}) as capacity_per_rep_month
),

volumes as (
    select * from {{ ref('int_review_metrics') }}
    where metric = 'mql_volume'
),

measured as (
    select
        definitions.definition_id,
        definitions.version,
        definitions.company_stage as written_for_stage,
        company.annual_recurring_revenue_usd,
        stages.stage as company_stage,
        stages.approach,
        stages.mqls_per_month_low as expected_mqls_per_month_low,
        stages.mqls_per_month_high as expected_mqls_per_month_high,
        volumes.quarter_starts_on,
        volumes.judged_value as mqls_per_month,
        company.sales_reps,
        volumes.judged_value / company.sales_reps as mqls_per_rep_per_month,
        company.capacity_per_rep_month
    from definitions
    cross join company
    left join {{ ref('company_stages') }} as stages
        on
            company.annual_recurring_revenue_usd >= stages.arr_from_usd
            and (stages.arr_to_usd is null or company.annual_recurring_revenue_usd < stages.arr_to_usd)
    left join volumes on definitions.definition_key = volumes.definition_key
)

select
    measured.*,
    written_for_stage = company_stage as is_written_for_stage,
    mqls_per_month >= expected_mqls_per_month_low
    and (expected_mqls_per_month_high is null or mqls_per_month <= expected_mqls_per_month_high) as is_within_expected,
    mqls_per_rep_per_month <= capacity_per_rep_month as is_within_capacity,
    case
        when company_stage is null then 'The stage is not known: set var annual_recurring_revenue_usd.'
        when written_for_stage is null then 'The definition names no stage; at ' || company_stage || ' the playbook asks for: ' || approach
        when written_for_stage = company_stage then 'Written for ' || company_stage || ', where the company is.'
        else 'Written for ' || written_for_stage || ', the company is at ' || company_stage || ', which asks for: ' || approach
    end
    || case
        when mqls_per_month is null or company_stage is null then ''
        when mqls_per_month < expected_mqls_per_month_low then ' Fewer MQLs than usual there.'
        when mqls_per_month > expected_mqls_per_month_high then ' More MQLs than usual there.'
        else ' As many MQLs as usual there.'
    end
    || case
        when mqls_per_rep_per_month is null or capacity_per_rep_month is null then ''
        when mqls_per_rep_per_month > capacity_per_rep_month then ' More than the reps can work: raise the bar or add reps.'
        else ' The reps can work them.'
    end as verdict
from measured
