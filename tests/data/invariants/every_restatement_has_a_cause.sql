-- every restatement names at least one cause, and no cause is of anything but a restatement
select
    coalesce(restatements.lead_id, causes.lead_id) as lead_id,
    coalesce(restatements.definition_id, causes.definition_id) as definition_id,
    coalesce(restatements.version, causes.version) as version,
    coalesce(restatements.reported_as_of, causes.reported_as_of) as reported_as_of
from {{ ref('rpt_restatements') }} as restatements
full join {{ ref('rpt_restatement_causes') }} as causes
    on
        restatements.lead_id = causes.lead_id
        and restatements.definition_id = causes.definition_id
        and restatements.version = causes.version
        and restatements.reported_as_of = causes.reported_as_of
where restatements.lead_id is null or causes.lead_id is null
