-- Kaplan-Meier: who was not observed to the end still says that it had not converted by then
{% set z = 1.959963984540054 %}

with

entries as (
    select
        definition_key,
        step,
        cut,
        cut_value,
        floor({{ days_of(as_of_epoch() ~ ' - entered_epoch') }}) as observed_days,
        ceil({{ days_of('converted_epoch - entered_epoch') }}) as conversion_days
    from {{ ref('int_funnel_cut_entries') }}
),

-- each entry leaves on the day of its conversion, or on the last whole day on which it was observed
leaving as (
    select
        definition_key,
        step,
        cut,
        cut_value,
        cast(case when conversion_days <= observed_days then conversion_days else observed_days end as {{ dbt.type_int() }}) as days,
        count(*) as leavers,
        sum(case when conversion_days <= observed_days then 1 else 0 end) as conversions
    from entries
    group by definition_key, step, cut, cut_value, days
),

at_risk as (
    select
        leaving.*,
        sum(leavers) over (
            partition by definition_key, step, cut, cut_value
            order by days desc
            rows between unbounded preceding and current row
        ) as at_risk
    from leaving
),

-- the last of a group may convert all that are left: a survival of 0, which has no logarithm and no error
conversion_days as (
    select
        definition_key,
        step,
        cut,
        cut_value,
        days,
        conversions,
        at_risk,
        at_risk > conversions as is_any_left,
        cast(at_risk - conversions as {{ type_double() }}) as left_over
    from at_risk
    where conversions > 0
),

summed as (
    select
        conversion_days.*,
        lead(at_risk) over (partition by definition_key, step, cut, cut_value order by days) as next_at_risk,
        sum(case when is_any_left then ln(left_over / at_risk) end) over (
            partition by definition_key, step, cut, cut_value
            order by days
            rows between unbounded preceding and current row
        ) as log_survival,
        sqrt(sum(case when is_any_left then conversions / (at_risk * left_over) end) over (
            partition by definition_key, step, cut, cut_value
            order by days
            rows between unbounded preceding and current row
        )) as log_error
    from conversion_days
),

estimated as (
    select
        summed.*,
        case when is_any_left then exp(log_survival) else 0.0 end as survival_rate,
        case when is_any_left then {{ z }} * log_error / log_survival end as log_log_width
    from summed
)

select
    definitions.definition_id,
    definitions.version,
    estimated.step,
    estimated.cut,
    estimated.cut_value,
    estimated.days,
    cast(estimated.at_risk as {{ dbt.type_bigint() }}) as at_risk,
    cast(estimated.conversions as {{ dbt.type_bigint() }}) as conversions,
    cast(estimated.left_over - coalesce(estimated.next_at_risk, 0) as {{ dbt.type_bigint() }}) as censored,
    cast(estimated.survival_rate as {{ type_double() }}) as survival_rate,
    cast(1 - estimated.survival_rate as {{ type_double() }}) as conversion_rate,
    case when estimated.is_any_left then estimated.survival_rate * estimated.log_error end as standard_error,
    1 - power(estimated.survival_rate, exp(estimated.log_log_width)) as lower_95,
    1 - power(estimated.survival_rate, exp(-estimated.log_log_width)) as upper_95
from estimated
inner join {{ ref('stg_definitions') }} as definitions on estimated.definition_key = definitions.definition_key
