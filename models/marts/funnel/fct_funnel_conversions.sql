{% set windows = [30, 60, 90, 180] %}
{% set cuts = ['lead_source', 'segment', 'industry', 'tier', 'trigger'] %}

with

entries as (
    select
        entries.*,
        readings.lead_source,
        readings.segment,
        readings.industry,
        entries.trigger_id as trigger,
        {{ local_date(timestamp_at('entries.cohort_epoch')) }} as cohort_on
    from {{ ref('int_funnel_entries') }} as entries
    left join {{ ref('int_lead_readings') }} as readings
        on
            entries.lead_key = readings.lead_key
            and entries.cohort_epoch >= readings.valid_from
            and entries.cohort_epoch < readings.valid_to
),

cut_entries as (
    select
        definition_key,
        step,
        maturity_days,
        cohort_on,
        'all' as cut,
        'all' as cut_value,
        entered_epoch,
        converted_epoch
    from entries
    union all
    select
        definition_key,
        step,
        maturity_days,
        cohort_on,
        'in_force' as cut,
        'in_force' as cut_value,
        entered_epoch,
        in_force_converted_epoch as converted_epoch
    from entries
    where is_in_force
    {%- for cut in cuts %}
    union all
    select
        definition_key,
        step,
        maturity_days,
        cohort_on,
        '{{ cut }}' as cut,
        coalesce({{ cut }}, 'missing') as cut_value,
        entered_epoch,
        converted_epoch
    from entries
    {{ 'where trigger_id is not null' if cut in ['tier', 'trigger'] }}
    {%- endfor %}
),

timed as (
    select
        cut_entries.*,
        cast({{ dbt.date_trunc('month', 'cohort_on') }} as date) as cohort_month,
        converted_epoch - entered_epoch as step_seconds,
        {{ as_of_epoch() }} - entered_epoch as observed_seconds
    from cut_entries
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
        percentile_cont(0.5) within group (order by step_seconds / 86400.0) as median_days,
        percentile_cont(0.9) within group (order by step_seconds / 86400.0) as p90_days
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
    cast(1.0 * counted.converted / counted.entered as {{ type_double() }}) as conversion_rate
    {%- for days in windows %},
    cast(counted.converted_within_{{ days }}_days as {{ dbt.type_bigint() }}) as converted_within_{{ days }}_days
    {%- endfor %}
    {%- for days in windows %},
    cast(counted.observed_{{ days }}_days as {{ dbt.type_bigint() }}) as observed_{{ days }}_days,
    cast(1.0 * counted.observed_and_converted_within_{{ days }}_days / nullif(counted.observed_{{ days }}_days, 0) as {{ type_double() }})
        as rate_within_{{ days }}_days
    {%- endfor %},
    cast({{ dbt.dateadd('day', 'counted.maturity_days', dbt.dateadd('month', 1, 'counted.cohort_month')) }} as date)
    <= {{ local_date(as_of()) }} as is_mature,
    cast(counted.median_days as {{ type_double() }}) as median_days,
    cast(counted.p90_days as {{ type_double() }}) as p90_days
from counted
inner join {{ ref('stg_definitions') }} as definitions on counted.definition_key = definitions.definition_key
