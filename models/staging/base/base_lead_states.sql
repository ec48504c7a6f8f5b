-- every lead_id that any raw row of leads bears: a row that names another goes to quarantine
select
    lead_id,
    max(case when row_fate = 'held' and version_rank = 1 then 1 else 0 end) = 1 as is_held
from {{ ref('base_leads') }}
where lead_id is not null
group by lead_id
