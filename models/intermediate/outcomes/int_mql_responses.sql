-- the first outbound touch within the span of each MQL
select
    lead_key,
    definition_key,
    mql_epoch,
    touched_epoch as response_epoch,
    rep_id
from {{ ref('int_mql_touches') }}
where touch_number = 1
