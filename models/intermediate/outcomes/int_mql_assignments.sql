-- when each MQL first had an owner, and who that was
with

owned as (
    select
        cycles.lead_key,
        cycles.definition_key,
        cycles.mql_epoch,
        owners.owner_id,
        case when owners.valid_from > cycles.mql_epoch then owners.valid_from when owners.owner_id is not null then cycles.mql_epoch end
            as assigned_epoch,
        row_number() over (
            partition by cycles.lead_key, cycles.definition_key, cycles.mql_epoch
            order by owners.valid_from
        ) as owner_number
    from {{ ref('int_mql_cycles') }} as cycles
    left join {{ ref('int_lead_owners') }} as owners
        on
            cycles.lead_key = owners.lead_key
            and cycles.mql_epoch < owners.valid_to
            and cycles.span_ends_epoch > owners.valid_from
)

select
    lead_key,
    definition_key,
    mql_epoch,
    owner_id,
    assigned_epoch,
    {{ minutes_of('assigned_epoch - mql_epoch') }} as routing_minutes
from owned
where owner_number = 1
