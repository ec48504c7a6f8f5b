select
    later.mql_id,
    later.mql_at,
    earlier.reopens_at
from {{ ref('fct_mqls') }} as later
left join {{ ref('fct_mqls') }} as earlier
    on
        later.lead_id = earlier.lead_id
        and later.definition_id = earlier.definition_id
        and later.version = earlier.version
        and later.cycle_number = earlier.cycle_number + 1
where
    later.cycle_number > 1
    and (earlier.mql_id is null or earlier.reopens_at is null or later.mql_at < earlier.reopens_at or later.mql_at <= earlier.mql_at)
