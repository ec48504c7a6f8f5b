-- the leads whose behaviour may matter: most never pass the gate
select
    lead_key,
    definition_key,
    min(valid_from) as first_passed_epoch
from {{ ref('int_fit_timeline') }}
where passes_gate and valid_from <= {{ as_of_epoch() }}
group by lead_key, definition_key
