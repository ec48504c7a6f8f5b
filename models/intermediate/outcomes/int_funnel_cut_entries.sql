{# a view: it holds every lead under every definition as often as there are cuts, and its readers only count #}
{{ config(materialized='view') }}

{% set columns = {
    'lead_source': 'readings.lead_source', 'segment': 'readings.segment', 'industry': 'readings.industry', 'tier': 'entries.tier',
    'trigger': 'entries.trigger_id',
} %}

with

cuts as (
    {% for cut in ['all', 'in_force'] + columns.keys() | list -%}
    select '{{ cut }}' as cut
    {{ 'union all' if not loop.last }}
    {% endfor -%}
)

select
    entries.definition_key,
    entries.step,
    entries.maturity_days,
    {{ local_date(timestamp_at('entries.cohort_epoch')) }} as cohort_on,
    cuts.cut,
    case cuts.cut
        {% for cut, column in columns.items() -%}
        when '{{ cut }}' then coalesce({{ column }}, 'missing')
        {% endfor -%}
        else cuts.cut
    end as cut_value,
    entries.entered_epoch,
    case when cuts.cut = 'in_force' then entries.in_force_converted_epoch else entries.converted_epoch end as converted_epoch
from {{ ref('int_funnel_entries') }} as entries
left join {{ ref('int_lead_readings') }} as readings
    on
        entries.lead_key = readings.lead_key
        and entries.cohort_epoch >= readings.valid_from
        and entries.cohort_epoch < readings.valid_to
inner join cuts
    on
        (cuts.cut <> 'in_force' or entries.is_in_force)
        and (cuts.cut not in ('tier', 'trigger') or entries.trigger_id is not null)
