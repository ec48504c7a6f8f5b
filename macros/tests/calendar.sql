{#
    The first period of a grain, where the calendar had to leave out what is older than a century: data tests ask nothing of what came
    before. A calendar that begins later than that for no reason excuses nothing.
#}
{% macro calendar_begins_on(grain) -%}
    (
        select
            case
                when min(period_start_on) <= cast({{ dbt.dateadd('year', -100, local_date(as_of())) }} as date) then min(period_start_on)
                else cast('0001-01-01' as date)
            end
        from {{ ref('fct_funnel_periods') }}
        where period_grain = '{{ grain }}'
    )
{%- endmacro %}
