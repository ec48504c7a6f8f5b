-- for each lead and definition, as many words as its rules have, one by one
with

listed as (
    select
        definitions.definition_id,
        definitions.version,
        leads.lead_id,
        {{ joined_text('failures.failure', '; ', 'failures.rule_id') }} as failed_rules
    from {{ ref('int_look_failed_rules') }} as failures
    inner join {{ ref('stg_definitions') }} as definitions on failures.definition_key = definitions.definition_key
    inner join {{ ref('int_leads') }} as leads on failures.lead_key = leads.lead_key
    where {{ is_look_of_now('failures.at_epoch') }}
    group by definitions.definition_id, definitions.version, leads.lead_id
)

select
    scores.lead_id,
    scores.definition_id,
    scores.version,
    scores.failed_rules,
    listed.failed_rules as expected
from {{ ref('fct_lead_scores') }} as scores
left join listed
    on scores.lead_id = listed.lead_id and scores.definition_id = listed.definition_id and scores.version = listed.version
where scores.failed_rules is distinct from listed.failed_rules
