with

rules as (
    select * from {{ ref('calibration_rules') }}
),

definitions as (
    select * from {{ ref('stg_definitions') }}
),

found as (
    select * from {{ ref('int_advice_figures') }}
    union all
    select
        definition_key,
        rule_id,
        subject,
        asks,
        cast(null as {{ dbt.type_string() }}) as severity,
        why,
        figure,
        sample_size,
        lower_95,
        upper_95,
        cast(null as boolean) as is_band_certain
    from {{ ref('int_advice_findings') }}
),

reasons as (
    select
        reasons.definition_key,
        rules.rule_id,
        {{ joined_text('reasons.words', ' ', 'reasons.place') }} as words
    from {{ ref('int_advice_reasons') }} as reasons
    inner join rules on reasons.place <= rules.reasons_named and rules.reads = 'band'
    group by reasons.definition_key, rules.rule_id
),

backtested as (
    select distinct definition_key
    from {{ ref('int_advice_expectations') }}
)

select
    definitions.definition_id,
    definitions.version,
    rules.rule_id,
    found.subject,
    coalesce(found.severity, rules.severity) as severity,
    rules.rule,
    coalesce(rules.what_to_change, found.asks) || coalesce('. Rejected most for ' || reasons.words, '') as what_to_change,
    rules.by_how_much,
    found.why,
    cast(found.figure as {{ type_double() }}) as figure,
    cast(found.sample_size as {{ type_double() }}) as sample_size,
    cast(found.lower_95 as {{ type_double() }}) as lower_95,
    cast(found.upper_95 as {{ type_double() }}) as upper_95,
    found.is_band_certain,
    expectations.variant_id as backtest_variant_id,
    cast(expectations.mqls_per_month as {{ type_double() }}) as backtest_mqls_per_month,
    expectations.won_deals_gained as backtest_won_deals_gained,
    expectations.won_deals_lost as backtest_won_deals_lost,
    case
        when rules.backtest is null then 'Nothing to replay: no variant of the back-test has this change.'
        when backtested.definition_key is null then 'No back-test was run; name the definition in var backtest_definitions.'
        else coalesce(expectations.words, 'No variant of the back-test does this.')
    end as expected,
    rules.playbook
from found
inner join definitions on found.definition_key = definitions.definition_key
inner join rules
    on
        found.rule_id = rules.rule_id
        and (rules.applies_to is null or '|' || rules.applies_to || '|' like '%|' || definitions.playbook || '|%')
left join reasons on found.definition_key = reasons.definition_key and found.rule_id = reasons.rule_id
left join {{ ref('int_advice_expectations') }} as expectations
    on
        found.definition_key = expectations.definition_key
        and expectations.backtest = case rules.backtest when 'gate_dropped' then 'gate_dropped:' || found.subject else rules.backtest end
left join backtested on found.definition_key = backtested.definition_key
