-- the words of a set of leads are those of each of its leads: every failure is among them, and nothing else
select
    failures.lead_key,
    definitions.definition_id,
    definitions.version
from {{ ref('int_look_failed_rules') }} as failures
inner join {{ ref('stg_definitions') }} as definitions on failures.definition_key = definitions.definition_key
inner join {{ ref('int_leads') }} as leads on failures.lead_key = leads.lead_key
left join {{ ref('fct_lead_scores') }} as scores
    on
        leads.lead_id = scores.lead_id
        and definitions.definition_id = scores.definition_id
        and definitions.version = scores.version
where {{ is_look_of_now('failures.at_epoch') }}
group by failures.lead_key, definitions.definition_id, definitions.version
having
    min(coalesce({{ dbt.position('failures.failure', 'scores.failed_rules') }}, 0)) = 0
    or sum(length(failures.failure)) + 2 * (count(*) - 1) <> max(length(scores.failed_rules))
