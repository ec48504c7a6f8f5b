-- Step 6. What to change, what must be done first, and what the back-test expects of it.
select
    advice.definition_id,
    advice.version,
    advice.severity,
    advice.rule_id,
    advice.subject,
    advice.what_to_change,
    advice.by_how_much,
    advice.why,
    advice.expected
from {{ ref('rpt_calibration_advice') }} as advice
inner join {{ ref('stg_definitions') }} as definitions
    on advice.definition_id = definitions.definition_id and advice.version = definitions.version and definitions.is_active
order by advice.version desc, advice.severity asc, advice.rule_id asc, advice.subject asc
limit 40
