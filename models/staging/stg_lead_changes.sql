-- a change that is still to come is not applied, yet says what stands until then; of several in one second each is kept
select
    lead_id,
    field,
    changed_at,
    old_value,
    new_value,
    row_fate = 'staged' as is_applied,
    loaded_at
from {{ ref('base_lead_changes') }}
where row_fate in ('staged', 'held') and is_latest
