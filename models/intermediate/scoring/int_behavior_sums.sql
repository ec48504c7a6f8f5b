-- decay none, linear and rolling: what an award gives from its moment is a line, taken back where it ends
{{ config(materialized='incremental', incremental_strategy='replace_leads_and_definitions') }}

with

definitions as (
    select * from {{ ref('stg_definitions') }}
    where decay_kind in ('none', 'linear', 'rolling')
),

readers as (
    select * from {{ ref('int_gated_leads') }}
    where {{ is_at_work() }}
),

awards as (
    select
        awards.lead_key,
        awards.definition_key,
        awards.points,
        awards.moment_epoch,
        leads.known_epoch,
        case definitions.decay_kind
            when 'rolling' then awards.occurred_epoch + definitions.decay_period_seconds
            when 'linear' then awards.occurred_epoch + definitions.decay_period_seconds / definitions.decay_rate
        end as ends_at,
        case
            when definitions.decay_kind = 'linear' then awards.points * definitions.decay_rate / definitions.decay_period_seconds
            else 0
        end as lost_a_second,
        awards.occurred_epoch - leads.known_epoch as seconds_after_known
    from {{ ref('int_awards') }} as awards
    inner join readers on awards.lead_key = readers.lead_key and awards.definition_key = readers.definition_key
    inner join definitions on awards.definition_key = definitions.definition_key
    inner join {{ ref('int_leads') }} as leads on awards.lead_key = leads.lead_key
),

lines as (
    select
        lead_key,
        definition_key,
        moment_epoch,
        ends_at,
        lost_a_second,
        points + lost_a_second * seconds_after_known as level,
        ends_at is null or ends_at > moment_epoch as is_running
    from awards
),

steps as (
    select
        lead_key,
        definition_key,
        moment_epoch as at_epoch,
        case when is_running then level else 0 end as level,
        case when is_running then lost_a_second else 0 end as lost_a_second,
        1 as is_award,
        0 as reads
    from lines
    union all
    select
        lead_key,
        definition_key,
        cast(ceil(ends_at) as {{ dbt.type_bigint() }}) as at_epoch,
        -level as level,
        -lost_a_second as lost_a_second,
        0 as is_award,
        0 as reads
    from lines
    where is_running and ends_at is not null
    union all
    select
        instants.lead_key,
        instants.definition_key,
        instants.at_epoch,
        0 as level,
        0 as lost_a_second,
        0 as is_award,
        1 as reads
    from {{ ref('int_score_instants') }} as instants
    inner join definitions on instants.definition_key = definitions.definition_key
    where {{ is_at_work('instants.lead_key', 'instants.definition_key') }}
),

sums as (
    select
        lead_key,
        definition_key,
        at_epoch,
        reads,
        sum(level) over timeline as level,
        sum(lost_a_second) over timeline as lost_a_second,
        max(case when is_award = 1 then at_epoch end) over timeline as last_award_epoch
    from steps
    -- what changes in one second is one change: the frame ends with the last of its rows
    window timeline as (partition by lead_key, definition_key order by at_epoch range between unbounded preceding and current row)
)

select
    sums.lead_key,
    sums.definition_key,
    sums.at_epoch,
    sums.level - sums.lost_a_second * (sums.at_epoch - leads.known_epoch) as behavior_points,
    sums.last_award_epoch
from sums
inner join {{ ref('int_leads') }} as leads on sums.lead_key = leads.lead_key
where sums.reads = 1
