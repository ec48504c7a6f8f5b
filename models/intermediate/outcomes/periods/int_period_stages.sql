-- what happened in each period, whenever the MQLs to which it happened were made
{% set stages = [
    'first_mql', 'decided_accepted', 'decided_rejected', 'accepted_reached', 'sql_reached', 'opportunity_reached', 'won_reached'
] %}

with

measures as (
    select * from {{ ref('int_mql_measures') }}
),

by_second as (
    {% for stage in stages -%}
    select
        definition_key,
        '{{ stage }}' as stage,
        {{ stage }}_epoch as at_epoch
    from measures
    where {{ stage }}_epoch is not null
    {{ 'union all' if not loop.last }}
    {% endfor -%}
),

-- days are few, MQLs are many
by_day as (
    select
        definition_key,
        stage,
        {{ local_date(timestamp_at('at_epoch')) }} as day_on,
        count(*) as mqls
    from by_second
    group by definition_key, stage, {{ local_date(timestamp_at('at_epoch')) }}
),

period_days as (
    select * from {{ ref('int_period_days') }}
)

select
    {%- for stage in stages %}
    sum(case when by_day.stage = '{{ stage }}' then by_day.mqls else 0 end) as {{ stage }}_in_period,
    {%- endfor %}
    by_day.definition_key,
    period_days.period_grain,
    period_days.period_start_on
from by_day
inner join period_days on by_day.day_on = period_days.day_on
group by by_day.definition_key, period_days.period_grain, period_days.period_start_on
