-- the leads whose behaviour may matter: most never pass the gate of the definition, nor that of a variant of it
select distinct
    fit.lead_key,
    evaluated.variant_of as definition_key
from {{ ref('int_fit_timeline') }} as fit
inner join {{ ref('stg_evaluated_definitions') }} as evaluated on fit.definition_key = evaluated.definition_key
where fit.passes_gate
