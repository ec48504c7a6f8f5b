{#
    Decay exponential and inactivity: the score is a running sum on a clock. The clock runs in units of `ln(1 / (1 - rate))` a
    period, continuously or in whole periods of inactivity; points are scaled up by the clock when they are awarded and the sum
    is scaled down when it is read. Every 300 units a new block begins, so that no number overflows; what is two blocks old has
    decayed by e^-300.
#}
{{ config(materialized='incremental', incremental_strategy='replace_leads_and_definitions') }}

{% set block = 300 %}

with

definitions as (
    select
        definition_key,
        decay_kind,
        decay_period_seconds,
        -ln(1 - decay_rate) as decay_a_period
    from {{ ref('stg_definitions') }}
    where decay_kind in ('exponential', 'inactivity')
),

readers as (
    select * from {{ ref('int_gated_leads') }}
    where {{ is_at_work() }}
),

awards as (
    select
        awards.lead_key,
        awards.definition_key,
        awards.moment_epoch as at_epoch,
        case definitions.decay_kind
            when 'exponential'
                then awards.points * exp(-least(
                    definitions.decay_a_period * (awards.moment_epoch - awards.occurred_epoch) / definitions.decay_period_seconds,
                    2 * {{ block }}
                ))
            else awards.points
        end as points,
        1 as is_award,
        0 as reads
    from {{ ref('int_awards') }} as awards
    inner join readers on awards.lead_key = readers.lead_key and awards.definition_key = readers.definition_key
    inner join definitions on awards.definition_key = definitions.definition_key
),

steps as (
    select * from awards
    union all
    select
        instants.lead_key,
        instants.definition_key,
        instants.at_epoch,
        0 as points,
        0 as is_award,
        1 as reads
    from {{ ref('int_score_instants') }} as instants
    inner join definitions on instants.definition_key = definitions.definition_key
    where {{ is_at_work('instants.lead_key', 'instants.definition_key') }}
),

by_instant as (
    select
        lead_key,
        definition_key,
        at_epoch,
        sum(points) as points,
        max(is_award) as is_award,
        max(reads) as reads
    from steps
    group by lead_key, definition_key, at_epoch
),

with_last_award as (
    select
        by_instant.*,
        max(case when is_award = 1 then at_epoch end) over (
            partition by lead_key, definition_key order by at_epoch
            rows between unbounded preceding and 1 preceding
        ) as previous_award_epoch
    from by_instant
),

with_ticks as (
    select
        with_last_award.*,
        definitions.decay_kind,
        definitions.decay_period_seconds,
        definitions.decay_a_period,
        case definitions.decay_kind
            when 'inactivity'
                then floor((with_last_award.at_epoch - with_last_award.previous_award_epoch) / definitions.decay_period_seconds)
            else (with_last_award.at_epoch - with_last_award.previous_award_epoch) / definitions.decay_period_seconds
        end as periods_since
    from with_last_award
    inner join definitions on with_last_award.definition_key = definitions.definition_key
),

with_clock as (
    select
        with_ticks.*,
        sum(case when is_award = 1 then coalesce(periods_since, 0) else 0 end) over (
            partition by lead_key, definition_key order by at_epoch
            rows between unbounded preceding and current row
        ) * decay_a_period as clock
    from with_ticks
),

with_block as (
    select
        with_clock.*,
        cast(floor(clock / {{ block }}) as {{ dbt.type_int() }}) as block_number,
        points * exp(clock - {{ block }} * floor(clock / {{ block }})) as scaled_points
    from with_clock
),

sums as (
    select
        with_block.*,
        sum(scaled_points) over (
            partition by lead_key, definition_key, block_number order by at_epoch
            rows between unbounded preceding and current row
        ) as scaled_sum,
        coalesce(sum(scaled_points) over (
            partition by lead_key, definition_key order by block_number
            range between 1 preceding and 1 preceding
        ), 0) as previous_block_sum
    from with_block
)

select
    lead_key,
    definition_key,
    at_epoch,
    (scaled_sum + exp(-{{ block }}) * previous_block_sum)
    * exp({{ block }} * block_number - clock)
    * case when is_award = 1 then 1 else exp(-least(decay_a_period * coalesce(periods_since, 0), 2 * {{ block }})) end as behavior_points,
    case when is_award = 1 then at_epoch else previous_award_epoch end as last_award_epoch
from sums
where reads = 1
