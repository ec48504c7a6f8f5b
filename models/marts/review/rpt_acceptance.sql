with

definitions as (
    select * from {{ ref('stg_definitions') }}
),

quarters as (
    select
        definitions.definition_key,
        periods.*
    from {{ ref('fct_funnel_periods') }} as periods
    inner join definitions on periods.definition_id = definitions.definition_id and periods.version = definitions.version
    where periods.period_grain = 'quarter'
),

bands as (
    select * from {{ ref('stg_metric_bands') }}
    where metric = 'acceptance_rate'
),

reasons as (
    select
        definition_key,
        quarter_starts_on,
        max(case when reason_rank = 1 then rejection_reason end) as top_reason,
        max(case when reason_rank = 2 then rejection_reason end) as second_reason
    from {{ ref('int_rejection_counts') }}
    where quarter_starts_on is not null
    group by definition_key, quarter_starts_on
)

select
    rates.definition_id,
    rates.version,
    rates.period_start_on as quarter_starts_on,
    cast(rates.denominator as {{ dbt.type_bigint() }}) as mqls,
    cast(rates.numerator as {{ dbt.type_bigint() }}) as accepted,
    cast(decided.denominator - decided.numerator as {{ dbt.type_bigint() }}) as rejected,
    cast(rates.denominator - decided.denominator as {{ dbt.type_bigint() }}) as pending,
    rates.value as acceptance_rate,
    rates.lower_95 as acceptance_rate_lower,
    rates.upper_95 as acceptance_rate_upper,
    decided.value as acceptance_rate_decided,
    decided.lower_95 as acceptance_rate_decided_lower,
    decided.upper_95 as acceptance_rate_decided_upper,
    rates.previous_value as previous_acceptance_rate,
    rates.change as change_on_previous,
    rates.band,
    rates.severity,
    rates.action,
    low_bands.band = high_bands.band as is_band_certain,
    reasons.top_reason,
    reasons.second_reason,
    rates.is_mature
from quarters as rates
inner join quarters as decided
    on
        rates.definition_key = decided.definition_key
        and rates.period_start_on = decided.period_start_on
        and decided.metric = 'acceptance_rate_decided'
left join bands as low_bands
    on rates.definition_key = low_bands.definition_key and {{ is_in_band('rates.lower_95', 'low_bands') }}
left join bands as high_bands
    on rates.definition_key = high_bands.definition_key and {{ is_in_band('rates.upper_95', 'high_bands') }}
left join reasons on rates.definition_key = reasons.definition_key and rates.period_start_on = reasons.quarter_starts_on
where rates.metric = 'acceptance_rate'
