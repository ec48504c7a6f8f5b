-- how often, and over how many channels, sales had tried before it rejected an MQL
with

rejections as (
    select * from {{ ref('int_mql_decisions') }}
    where rejected_epoch is not null
)

select
    rejections.lead_key,
    rejections.definition_key,
    rejections.mql_epoch,
    count(touches.activity_id) as touches,
    coalesce(max(touches.channels_so_far), 0) as channels
from rejections
left join {{ ref('int_mql_touches') }} as touches
    on
        rejections.lead_key = touches.lead_key
        and rejections.definition_key = touches.definition_key
        and rejections.mql_epoch = touches.mql_epoch
        and rejections.rejected_epoch >= touches.touched_epoch
group by rejections.lead_key, rejections.definition_key, rejections.mql_epoch
