with

open_mqls as (
    select
        mqls.*,
        open_mqls.touches,
        open_mqls.escalation_level,
        mqls.response_epoch is null and coalesce(mqls.due_epoch <= {{ as_of_epoch() }}, false) as is_overdue
    from {{ ref('int_open_mqls') }} as open_mqls
    inner join {{ ref('int_mqls') }} as mqls
        on
            open_mqls.lead_key = mqls.lead_key
            and open_mqls.definition_key = mqls.definition_key
            and open_mqls.mql_epoch = mqls.mql_epoch
),

people as (
    select distinct lead_key
    from open_mqls
),

numbered_events as (
    select
        events.lead_key,
        events.occurred_epoch,
        event_types.event_type,
        events.asset,
        row_number() over (partition by events.lead_key order by events.occurred_epoch desc, events.event_id desc) as from_last
    from {{ ref('int_events') }} as events
    inner join people on events.lead_key = people.lead_key
    inner join {{ ref('int_event_types') }} as event_types on events.event_type_key = event_types.event_type_key
),

event_words as (
    select
        lead_key,
        from_last,
        cast({{ timestamp_at('occurred_epoch') }} as {{ dbt.type_string() }}) || ' ' || event_type || coalesce(' (' || asset || ')', '')
            as event_text
    from numbered_events
    where from_last <= 5
),

last_events as (
    select
        lead_key,
        {{ joined_text('event_text', '; ', 'from_last') }} as last_events
    from event_words
    group by lead_key
)

select
    cast(row_number() over (
        order by
            case
                when mqls.reopens_epoch <= {{ as_of_epoch() }} then 4
                when mqls.is_overdue then 1
                when mqls.response_epoch is null then 2
                else 3
            end,
            mqls.due_epoch asc nulls last,
            mqls.mql_epoch asc,
            leads.lead_id asc
    ) as {{ dbt.type_int() }}) as queue_position,
    {{ mql_id() }} as mql_id,
    definitions.definition_id,
    definitions.version,
    leads.lead_id,
    leads.first_name,
    leads.last_name,
    leads.email,
    leads.company_name,
    leads.company_domain,
    leads.job_title,
    leads.industry,
    leads.employee_count,
    leads.country,
    leads.lead_source,
    leads.owner_id,
    {{ timestamp_at('mqls.mql_epoch') }} as mql_at,
    {{ hours_of(as_of_epoch() ~ ' - mqls.mql_epoch') }} as hours_waiting,
    triggers.trigger_id,
    triggers.name as trigger_name,
    triggers.tier,
    triggers.conditions,
    {{ score('mqls.fit_score') }} as fit_score,
    {{ score('mqls.behavior_score') }} as behavior_score,
    {{ score('mqls.bant_score') }} as bant_score,
    {{ score('mqls.total_score') }} as total_score,
    last_events.last_events,
    triggers.route_to,
    triggers.sla_minutes,
    triggers.sla_clock,
    {{ timestamp_at('mqls.due_epoch') }} as sla_due_at,
    cast(mqls.minutes_left as {{ type_double() }}) as minutes_left,
    mqls.is_overdue,
    mqls.escalation_level,
    case mqls.escalation_level when 0 then 'none' when 1 then 'warned' when 2 then 'overdue' when 3 then 'escalated' end as escalation,
    {{ timestamp_at('mqls.escalates_epoch') }} as escalates_at,
    triggers.escalate_to,
    {{ timestamp_at('mqls.reopens_epoch') }} as reopens_at,
    {{ timestamp_at('mqls.response_epoch') }} as first_response_at,
    cast(mqls.touches as {{ dbt.type_int() }}) as touches_so_far
from open_mqls as mqls
inner join {{ ref('stg_definitions') }} as definitions on mqls.definition_key = definitions.definition_key
inner join {{ ref('int_leads') }} as people_keys on mqls.lead_key = people_keys.lead_key
inner join {{ ref('dim_leads') }} as leads on people_keys.lead_id = leads.lead_id
inner join {{ ref('dim_triggers') }} as triggers
    on
        definitions.definition_id = triggers.definition_id
        and definitions.version = triggers.version
        and mqls.trigger_id = triggers.trigger_id
left join last_events on mqls.lead_key = last_events.lead_key
