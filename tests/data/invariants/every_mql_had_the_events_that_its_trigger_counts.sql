-- a plain recount: seen by then, and younger than the window
with

asked as (
    select
        mqls.mql_id,
        leads.lead_key,
        {{ epoch_seconds('mqls.mql_at') }} as mql_epoch,
        conditions.condition_key,
        lower(conditions.subject) as event_group,
        conditions.at_least,
        conditions.at_most,
        conditions.window_seconds
    from {{ ref('fct_mqls') }} as mqls
    inner join {{ ref('int_leads') }} as leads on mqls.lead_id = leads.lead_id
    inner join {{ ref('stg_definitions') }} as definitions
        on mqls.definition_id = definitions.definition_id and mqls.version = definitions.version
    inner join {{ ref('stg_triggers') }} as triggers
        on definitions.definition_key = triggers.definition_key and mqls.trigger_id = triggers.trigger_id
    inner join {{ ref('stg_trigger_conditions') }} as conditions on triggers.trigger_key = conditions.trigger_key
    where conditions.metric = 'event_count'
),

counted as (
    select
        asked.mql_id,
        asked.condition_key,
        count(*) as found
    from asked
    inner join {{ ref('int_event_group_types') }} as group_types on asked.event_group = group_types.event_group
    inner join {{ ref('int_occurrences') }} as occurrences
        on
            asked.lead_key = occurrences.lead_key
            and group_types.event_type_key = occurrences.event_type_key
            and asked.mql_epoch >= occurrences.moment_epoch
            and (asked.window_seconds is null or asked.mql_epoch < occurrences.occurred_epoch + asked.window_seconds)
    group by asked.mql_id, asked.condition_key
)

select
    asked.mql_id,
    asked.condition_key,
    coalesce(counted.found, 0) as found
from asked
left join counted on asked.mql_id = counted.mql_id and asked.condition_key = counted.condition_key
where
    coalesce(counted.found, 0) < coalesce(asked.at_least, 0)
    or coalesce(counted.found, 0) > coalesce(asked.at_most, coalesce(counted.found, 0))
