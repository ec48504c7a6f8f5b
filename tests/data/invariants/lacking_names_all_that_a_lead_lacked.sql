-- the words of a set of looks are those of each of its looks: every condition is among them, with what was found, and nothing else
select
    unmet.lead_key,
    unmet.definition_key,
    unmet.at_epoch
from {{ ref('int_look_unmet_conditions') }} as unmet
inner join {{ ref('stg_trigger_conditions') }} as conditions on unmet.condition_key = conditions.condition_key
left join {{ ref('int_look_lacks') }} as lacks
    on
        unmet.lead_key = lacks.lead_key
        and unmet.definition_key = lacks.definition_key
        and unmet.at_epoch = lacks.at_epoch
group by unmet.lead_key, unmet.definition_key, unmet.at_epoch
having
    min(coalesce({{ dbt.position("conditions.condition_id || ': '", 'lacks.lacking') }}, 0)) = 0
    or min(
        case
            when conditions.metric = 'fit_rule' then 1
            else {{ dbt.position("' ' || " ~ number_text('unmet.found'), 'lacks.lacking') }}
        end
    ) = 0
    or 2 * (count(*) - 1) <> max(length(lacks.lacking) - length(replace(lacks.lacking, '; ', '')))
