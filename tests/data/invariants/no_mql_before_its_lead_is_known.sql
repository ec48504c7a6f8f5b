select
    mqls.mql_id,
    mqls.mql_at,
    leads.known_at
from {{ ref('fct_mqls') }} as mqls
inner join {{ ref('dim_leads') }} as leads on mqls.lead_id = leads.lead_id
where mqls.mql_at < leads.known_at
