-- of each lead only its last MQL can wait: a later one ends the span
with

last_mqls as (
    select
        mqls.mql_id,
        mqls.decision,
        mqls.opportunity_id,
        mqls.is_in_force,
        row_number() over (partition by mqls.lead_id, mqls.definition_id, mqls.version order by mqls.cycle_number desc) as from_last
    from {{ ref('fct_mqls') }} as mqls
    inner join {{ ref('dim_definitions') }} as definitions
        on mqls.definition_id = definitions.definition_id and mqls.version = definitions.version
    where definitions.is_active
),

waiting as (
    select mql_id
    from last_mqls
    where from_last = 1 and decision = 'pending' and opportunity_id is null and is_in_force
)

select
    waiting.mql_id as waits,
    queue.mql_id as is_queued
from waiting
full join {{ ref('rpt_mql_queue') }} as queue on waiting.mql_id = queue.mql_id
where waiting.mql_id is null or queue.mql_id is null
