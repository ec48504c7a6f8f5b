-- the MQLs that sales has to decide on now: of the definition on duty, in force, with neither a word nor a deal nor a successor
with

mqls as (
    select * from {{ ref('int_mqls') }}
    where decision = 'pending' and opportunity_id is null and span_ends_epoch = {{ end_of_time() }}
),

touches as (
    select
        lead_key,
        definition_key,
        mql_epoch,
        count(*) as touches
    from {{ ref('int_mql_touches') }}
    group by lead_key, definition_key, mql_epoch
)

select
    mqls.lead_key,
    mqls.definition_key,
    mqls.mql_epoch,
    coalesce(touches.touches, 0) as touches,
    -- the further, the higher: whoever answers is spared the rest
    case
        when mqls.response_epoch is not null then 0
        when mqls.escalates_epoch <= {{ as_of_epoch() }} then 3
        when mqls.due_epoch <= {{ as_of_epoch() }} then 2
        when mqls.warns_epoch <= {{ as_of_epoch() }} then 1
        else 0
    end as escalation_level
from mqls
inner join {{ ref('stg_definitions') }} as definitions on mqls.definition_key = definitions.definition_key
inner join {{ ref('int_mqls_in_force') }} as in_force
    on
        mqls.lead_key = in_force.lead_key
        and mqls.definition_key = in_force.definition_key
        and mqls.mql_epoch = in_force.mql_epoch
left join touches
    on
        mqls.lead_key = touches.lead_key
        and mqls.definition_key = touches.definition_key
        and mqls.mql_epoch = touches.mql_epoch
where definitions.is_active
