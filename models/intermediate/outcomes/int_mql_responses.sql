-- the first outbound touch within the span of each MQL
with

touches as (
    select
        aliases.lead_key,
        {{ epoch_seconds('activities.occurred_at') }} as touched_epoch
    from {{ ref('stg_sales_activities') }} as activities
    inner join {{ ref('int_lead_aliases') }} as aliases on activities.lead_id = aliases.lead_id
    where activities.direction = 'outbound'
)

select
    cycles.lead_key,
    cycles.definition_key,
    cycles.mql_epoch,
    min(touches.touched_epoch) as response_epoch
from {{ ref('int_mql_cycles') }} as cycles
inner join touches
    on
        cycles.lead_key = touches.lead_key
        and cycles.mql_epoch <= touches.touched_epoch
        and cycles.span_ends_epoch > touches.touched_epoch
group by cycles.lead_key, cycles.definition_key, cycles.mql_epoch
