-- each metric in the newest quarter that has had its time, and how far it moved against the quarter before
{% set previous = ['ordered.previous_numerator', 'ordered.previous_denominator'] %}

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
    where periods.period_grain = 'quarter' and periods.is_mature
),

bands as (
    select * from {{ ref('stg_metric_bands') }}
),

ordered as (
    select
        quarters.*,
        lag(numerator) over (partition by definition_key, metric order by period_start_on) as previous_numerator,
        lag(denominator) over (partition by definition_key, metric order by period_start_on) as previous_denominator,
        row_number() over (partition by definition_key, metric order by period_start_on desc) as recency
    from quarters
)

select
    ordered.definition_key,
    ordered.metric,
    ordered.unit,
    ordered.period_start_on as quarter_starts_on,
    {{ quarter_name('ordered.period_start_on') }} as quarter,
    ordered.numerator,
    ordered.denominator,
    ordered.value,
    ordered.judged_value,
    ordered.lower_95,
    ordered.upper_95,
    ordered.band,
    ordered.severity,
    ordered.action,
    case when ordered.unit = 'rate' then low_bands.band = high_bands.band end as is_band_certain,
    ordered.previous_numerator,
    ordered.previous_denominator,
    ordered.previous_value,
    case
        when ordered.unit = 'rate'
            then {{ difference_upper('ordered.numerator', 'ordered.denominator', *previous) }}
    end as change_upper
from ordered
left join bands as low_bands
    on
        ordered.definition_key = low_bands.definition_key
        and ordered.metric = low_bands.metric
        and {{ is_in_band('ordered.lower_95', 'low_bands') }}
        and ordered.lower_95 is not null
left join bands as high_bands
    on
        ordered.definition_key = high_bands.definition_key
        and ordered.metric = high_bands.metric
        and {{ is_in_band('ordered.upper_95', 'high_bands') }}
        and ordered.upper_95 is not null
where ordered.recency = 1
