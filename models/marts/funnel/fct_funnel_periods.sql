with

period_metrics as (
    select * from {{ ref('int_period_metrics') }}
),

metrics as (
    select * from {{ ref('metrics') }}
),

definitions as (
    select * from {{ ref('stg_definitions') }}
),

-- volumes are agreed on per month, whatever the period
judged as (
    select
        period_metrics.*,
        metrics.unit,
        coalesce(funnel_steps.maturity_days, 0) as maturity_days,
        case
            when metrics.target_unit = 'mqls_per_month' and period_metrics.period_grain = 'quarter' then period_metrics.value / 3
            when metrics.target_unit = 'mqls_per_month' and period_metrics.period_grain = 'week'
                then period_metrics.value * 30.4375 / 7
            else period_metrics.value
        end as judged_value,
        lag(period_metrics.value) over (
            partition by period_metrics.definition_key, period_metrics.period_grain, period_metrics.metric
            order by period_metrics.period_start_on
        ) as previous_value
    from period_metrics
    inner join metrics on period_metrics.metric = metrics.metric
    left join {{ ref('funnel_steps') }} as funnel_steps on metrics.step = funnel_steps.step
)

select
    definitions.definition_id,
    definitions.version,
    judged.period_grain,
    judged.period_start_on,
    judged.period_end_on,
    judged.metric,
    judged.unit,
    judged.numerator,
    judged.denominator,
    judged.value,
    case when judged.kind = 'rate' then {{ wilson_lower('judged.numerator', 'judged.denominator') }} end as lower_95,
    case when judged.kind = 'rate' then {{ wilson_upper('judged.numerator', 'judged.denominator') }} end as upper_95,
    judged.judged_value,
    bands.band,
    bands.severity,
    bands.action,
    targets.target_at_least,
    targets.target_at_most,
    case
        when coalesce(targets.target_at_least, targets.target_at_most) is not null
            then
                judged.judged_value >= coalesce(targets.target_at_least, judged.judged_value)
                and judged.judged_value <= coalesce(targets.target_at_most, judged.judged_value)
    end as meets_target,
    judged.previous_value,
    judged.value - judged.previous_value as change,
    judged.period_numerator,
    judged.period_denominator,
    judged.period_value,
    cast({{ dbt.dateadd('day', 'judged.maturity_days + 1', 'judged.period_end_on') }} as date) <= {{ local_date(as_of()) }} as is_mature,
    (definitions.effective_from is null or definitions.effective_from <= judged.period_end_on)
    and (definitions.effective_to is null or definitions.effective_to > judged.period_start_on) as is_in_force
from judged
inner join definitions on judged.definition_key = definitions.definition_key
left join {{ ref('stg_metric_bands') }} as bands
    on
        judged.definition_key = bands.definition_key
        and judged.metric = bands.metric
        and judged.judged_value >= coalesce(bands.lower, judged.judged_value)
        and (bands.upper is null or judged.judged_value < bands.upper)
left join {{ ref('int_metric_targets') }} as targets
    on judged.definition_key = targets.definition_key and judged.metric = targets.metric
