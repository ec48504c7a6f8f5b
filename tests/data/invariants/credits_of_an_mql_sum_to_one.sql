select
    mqls.mql_id,
    attribution.attribution_model,
    sum(attribution.credit) as credit
from {{ ref('fct_mqls') }} as mqls
left join {{ ref('fct_attribution') }} as attribution on mqls.mql_id = attribution.mql_id
group by mqls.mql_id, attribution.attribution_model
having
    coalesce(abs(sum(attribution.credit) - 1), 1) > 1e-9
    or min(attribution.credit) <= 0
