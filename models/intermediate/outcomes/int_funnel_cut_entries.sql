{# a view: it holds every lead under every definition as often as there are cuts, and its readers only count #}
{{ config(materialized='view') }}

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
)

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
