{#
    The behavior points when a lead is looked at from outside, straight from its awards: unlike the instants at which it may
    qualify, looks are few to a lead, so that nothing has to run along. What decays with inactivity decays by the whole periods
    without an award between one and the look.
#}
with

looks as (
    select * from {{ ref('int_looks') }}
),

definitions as (
    select
        definition_key,
        decay_kind,
        decay_rate,
        decay_period_seconds,
        -ln(1 - case when decay_kind in ('exponential', 'inactivity') then decay_rate else 0 end) as decay_a_period
    from {{ ref('stg_definitions') }}
),

awards as {{ streamed() }} (
    select * from {{ ref('int_awards') }}
),

awards_at_once as (
    select
        awards.lead_key,
        awards.definition_key,
        awards.moment_epoch,
        awards.occurred_epoch,
        definitions.decay_period_seconds,
        sum(awards.points) as points
    from awards
    inner join definitions on awards.definition_key = definitions.definition_key and definitions.decay_kind = 'inactivity'
    group by awards.lead_key, awards.definition_key, awards.moment_epoch, awards.occurred_epoch, definitions.decay_period_seconds
),

with_previous as (
    select
        awards_at_once.*,
        lag(moment_epoch) over (partition by lead_key, definition_key order by moment_epoch, occurred_epoch) as previous_epoch
    from awards_at_once
),

idle_clocks as (
    select
        lead_key,
        definition_key,
        moment_epoch,
        points,
        sum(coalesce(floor((moment_epoch - previous_epoch) / decay_period_seconds), 0)) over (
            partition by lead_key, definition_key order by moment_epoch, occurred_epoch
            rows between unbounded preceding and current row
        ) as idle_periods
    from with_previous
),

last_awards as (
    select
        looks.lead_key,
        looks.definition_key,
        looks.at_epoch,
        max(idle_clocks.idle_periods) as idle_periods,
        max(idle_clocks.moment_epoch) as moment_epoch
    from looks
    inner join idle_clocks
        on
            looks.lead_key = idle_clocks.lead_key
            and looks.definition_key = idle_clocks.definition_key
            and looks.at_epoch >= idle_clocks.moment_epoch
    group by looks.lead_key, looks.definition_key, looks.at_epoch
),

left_of_each as (
    select
        last_awards.lead_key,
        last_awards.definition_key,
        last_awards.at_epoch,
        idle_clocks.points * exp(-least(
            definitions.decay_a_period * (
                last_awards.idle_periods - idle_clocks.idle_periods
                + floor((last_awards.at_epoch - last_awards.moment_epoch) / definitions.decay_period_seconds)
            ),
            600
        )) as points
    from last_awards
    inner join idle_clocks
        on
            last_awards.lead_key = idle_clocks.lead_key
            and last_awards.definition_key = idle_clocks.definition_key
            and last_awards.at_epoch >= idle_clocks.moment_epoch
    inner join definitions on last_awards.definition_key = definitions.definition_key
    union all
    select
        looks.lead_key,
        looks.definition_key,
        looks.at_epoch,
        awards.points * case definitions.decay_kind
            when 'exponential'
                then exp(-least(
                    definitions.decay_a_period * (looks.at_epoch - awards.occurred_epoch) / definitions.decay_period_seconds, 600
                ))
            when 'linear'
                then greatest(0, 1 - definitions.decay_rate * (looks.at_epoch - awards.occurred_epoch) / definitions.decay_period_seconds)
            when 'rolling' then case when awards.occurred_epoch > looks.at_epoch - definitions.decay_period_seconds then 1 else 0 end
            else 1
        end as points
    from looks
    inner join awards
        on
            looks.lead_key = awards.lead_key
            and looks.definition_key = awards.definition_key
            and looks.at_epoch >= awards.moment_epoch
    inner join definitions on looks.definition_key = definitions.definition_key and definitions.decay_kind <> 'inactivity'
    union all
    select
        lead_key,
        definition_key,
        at_epoch,
        0 as points
    from looks
)

select
    lead_key,
    definition_key,
    at_epoch,
    sum(points) as behavior_points
from left_of_each
group by lead_key, definition_key, at_epoch
