-- the week (from Monday), month and quarter of each local day
{% set grains = ['week', 'month', 'quarter'] %}

with

days as (
    select day_on from {{ ref('int_days') }}
)

{% for grain in grains -%}
select
    '{{ grain }}' as period_grain,
    day_on,
    cast({{ dbt.date_trunc(grain, 'day_on') }} as date) as period_start_on
from days
{{ 'union all' if not loop.last }}
{% endfor %}
