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
    where periods.period_grain = 'quarter' and periods.metric = 'false_negative_rate'
),

bands as (
    select * from {{ ref('stg_metric_bands') }}
    where metric = 'false_negative_rate'
),

counted as (
    select
        definition_key,
        cast({{ dbt.date_trunc('quarter', local_date('closed_at')) }} as date) as quarter_starts_on,
        reason,
        count(*) as deals
    from {{ ref('int_false_negatives') }}
    group by definition_key, cast({{ dbt.date_trunc('quarter', local_date('closed_at')) }} as date), reason
),

reasons as (
    select
        definition_key,
        quarter_starts_on,
        sum(case when reason = 'out_of_scope' then deals else 0 end) as out_of_scope_deals,
        {{ joined_text("reason || ' ' || cast(deals as " ~ dbt.type_string() ~ ")", ', ', 'deals desc, reason asc') }} as reasons
    from counted
    group by definition_key, quarter_starts_on
)

select
    rates.definition_id,
    rates.version,
    rates.period_start_on as quarter_starts_on,
    cast(rates.denominator as {{ dbt.type_bigint() }}) as won_deals_in_scope,
    cast(rates.numerator as {{ dbt.type_bigint() }}) as false_negatives,
    cast(coalesce(reasons.out_of_scope_deals, 0) as {{ dbt.type_bigint() }}) as out_of_scope_deals,
    rates.value as false_negative_rate,
    rates.lower_95 as false_negative_rate_lower,
    rates.upper_95 as false_negative_rate_upper,
    rates.previous_value as previous_false_negative_rate,
    rates.change as change_on_previous,
    rates.band,
    rates.severity,
    rates.action,
    low_bands.band = high_bands.band as is_band_certain,
    reasons.reasons,
    rates.is_mature
from quarters as rates
left join bands as low_bands
    on rates.definition_key = low_bands.definition_key and {{ is_in_band('rates.lower_95', 'low_bands') }}
left join bands as high_bands
    on rates.definition_key = high_bands.definition_key and {{ is_in_band('rates.upper_95', 'high_bands') }}
left join reasons on rates.definition_key = reasons.definition_key and rates.period_start_on = reasons.quarter_starts_on
