-- the touches that an MQL owes itself to: those seen by then, since the MQL before
with

mqls as (
    select
        lead_key,
        definition_key,
        mql_epoch,
        lag(mql_epoch) over (partition by lead_key, definition_key order by mql_epoch) as previous_mql_epoch
    from {{ ref('int_mqls') }}
),

silent_channels as (
    select distinct lower(trim(channel)) as channel
    from {{ ref('silent_channels') }}
),

seen as (
    select
        mqls.lead_key,
        mqls.definition_key,
        mqls.mql_epoch,
        touches.touch_id,
        touches.channel,
        touches.occurred_epoch,
        case when silent_channels.channel is null then 0 else 1 end as is_silent
    from mqls
    inner join {{ ref('int_marketing_touches') }} as touches
        on
            mqls.lead_key = touches.lead_key
            and mqls.mql_epoch >= touches.moment_epoch
            and coalesce(mqls.previous_mql_epoch, {{ beginning_of_time() }}) < touches.occurred_epoch
    left join silent_channels on touches.channel = silent_channels.channel
),

-- where all that is known of a visit is that it took place, whatever else led the person here goes before
compared as (
    select
        seen.*,
        min(is_silent) over (partition by lead_key, definition_key, mql_epoch) as are_all_silent
    from seen
)

select
    lead_key,
    definition_key,
    mql_epoch,
    channel,
    row_number() over (
        partition by lead_key, definition_key, mql_epoch
        order by occurred_epoch, touch_id
    ) as touch_number,
    count(*) over (partition by lead_key, definition_key, mql_epoch) as touches
from compared
where is_silent = are_all_silent
