{% set windows = [30, 60, 90, 180] %}

with

timed as (
    select
        entries.*,
        cast({{ dbt.date_trunc('month', 'cohort_on') }} as date) as cohort_month,
        converted_epoch - entered_epoch as step_seconds,
        {{ as_of_epoch() }} - entered_epoch as observed_seconds
    from {{ ref('int_funnel_cut_entries') }} as entries
),

counted as (
    select
        definition_key,
        cohort_month,
        cut,
        cut_value,
        step,
        maturity_days,
        count(*) as entered,
        count(converted_epoch) as converted
        {%- for days in windows %},
        sum(case when step_seconds <= {{ days }} * 86400 then 1 else 0 end) as converted_within_{{ days }}_days,
        sum(case when observed_seconds >= {{ days }} * 86400 then 1 else 0 end) as observed_{{ days }}_days,
        sum(case when observed_seconds >= {{ days }} * 86400 and step_seconds <= {{ days }} * 86400 then 1 else 0 end)
            as observed_and_converted_within_{{ days }}_days
        {%- endfor %},
        percentile_cont(0.5) within group (order by {{ days_of('step_seconds') }}) as median_days,
        percentile_cont(0.9) within group (order by {{ days_of('step_seconds') }}) as p90_days
    from timed
    group by definition_key, cohort_month, cut, cut_value, step, maturity_days
)

select
    definitions.definition_id,
    definitions.version,
    counted.cohort_month,
    counted.cut,
    counted.cut_value,
    counted.step,
    cast(counted.entered as {{ dbt.type_bigint() }}) as entered,
    cast(counted.converted as {{ dbt.type_bigint() }}) as converted,
    {{ share('counted.converted', 'counted.entered') }} as conversion_rate,
    {{ wilson_lower('counted.converted', 'counted.entered') }} as lower_95,
    {{ wilson_upper('counted.converted', 'counted.entered') }} as upper_95
    {%- for days in windows %},
    cast(counted.converted_within_{{ days }}_days as {{ dbt.type_bigint() }}) as converted_within_{{ days }}_days
    {%- endfor %}
    {%- for days in windows %},
    cast(counted.observed_{{ days }}_days as {{ dbt.type_bigint() }}) as observed_{{ days }}_days,
    {{ share('counted.observed_and_converted_within_' ~ days ~ '_days', 'counted.observed_' ~ days ~ '_days') }}
        as rate_within_{{ days }}_days
    {%- endfor %},
    cast({{ dbt.dateadd('day', 'counted.maturity_days', dbt.dateadd('month', 1, 'counted.cohort_month')) }} as date)
    <= {{ local_date(as_of()) }} as is_mature,
    cast(counted.median_days as {{ type_double() }}) as median_days,
    cast(counted.p90_days as {{ type_double() }}) as p90_days
from counted
inner join {{ ref('stg_definitions') }} as definitions on counted.definition_key = definitions.definition_key
