-- sales' outbound touches within the span of each MQL, in order, with the channels tried by each
with

touches as (
    select
        aliases.lead_key,
        activities.activity_id,
        activities.rep_id,
        activities.channel,
        {{ epoch_seconds('activities.occurred_at') }} as touched_epoch
    from {{ ref('stg_sales_activities') }} as activities
    inner join {{ ref('int_lead_aliases') }} as aliases on activities.lead_id = aliases.lead_id
    where activities.direction = 'outbound'
),

numbered as (
    select
        cycles.definition_key,
        cycles.mql_epoch,
        touches.*,
        row_number() over (
            partition by cycles.lead_key, cycles.definition_key, cycles.mql_epoch
            order by touches.touched_epoch, touches.activity_id
        ) as touch_number,
        row_number() over (
            partition by cycles.lead_key, cycles.definition_key, cycles.mql_epoch, touches.channel
            order by touches.touched_epoch, touches.activity_id
        ) as number_on_channel
    from {{ ref('int_mql_cycles') }} as cycles
    inner join touches
        on
            cycles.lead_key = touches.lead_key
            and cycles.mql_epoch <= touches.touched_epoch
            and cycles.span_ends_epoch > touches.touched_epoch
)

select
    lead_key,
    definition_key,
    mql_epoch,
    touch_number,
    activity_id,
    rep_id,
    channel,
    touched_epoch,
    sum(case when channel is not null and number_on_channel = 1 then 1 else 0 end) over (
        partition by lead_key, definition_key, mql_epoch order by touch_number rows between unbounded preceding and current row
    ) as channels_so_far
from numbered
