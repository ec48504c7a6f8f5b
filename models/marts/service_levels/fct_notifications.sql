with

definitions as (
    select * from {{ ref('stg_definitions') }}
    where is_active
),

-- who had it by then, and what could be said of the lead at the MQL: a replay says the same
of_mqls as (
    select
        notices.kind,
        notices.notify_epoch,
        definitions.definition_id,
        definitions.version,
        {{ mql_id(mqls='notices') }} as mql_id,
        leads.lead_id,
        notices.trigger_id,
        coalesce(triggers.name, triggers.trigger_id) as trigger_name,
        case
            when notices.kind = 'escalated' then triggers.escalate_to
            when assignments.assigned_epoch <= notices.notify_epoch then assignments.owner_id
            else triggers.route_to
        end as recipient,
        coalesce(own_rows.company_name, readings.company_domain) as company_name,
        readings.job_title,
        notices.total_score,
        notices.due_epoch
    from {{ ref('int_mql_notices') }} as notices
    inner join definitions on notices.definition_key = definitions.definition_key
    inner join {{ ref('int_leads') }} as leads on notices.lead_key = leads.lead_key
    inner join {{ ref('dim_leads') }} as own_rows on leads.lead_id = own_rows.lead_id
    inner join {{ ref('stg_triggers') }} as triggers on notices.trigger_key = triggers.trigger_key
    inner join {{ ref('int_mql_assignments') }} as assignments
        on
            notices.lead_key = assignments.lead_key
            and notices.definition_key = assignments.definition_key
            and notices.mql_epoch = assignments.mql_epoch
    left join {{ ref('int_lead_readings') }} as readings
        on
            notices.lead_key = readings.lead_key
            and notices.mql_epoch >= readings.valid_from
            and notices.mql_epoch < readings.valid_to
),

titled as (
    select
        of_mqls.*,
        case kind
            when 'new_mql' then 'New MQL'
            when 'sla_due_soon' then 'Answer due soon'
            when 'sla_missed' then 'Answer overdue'
            when 'escalated' then 'Escalated'
        end as title,
        case when kind in ('new_mql', 'sla_due_soon') then 'Answer due ' else 'Answer was due ' end as due_words,
        {{ timestamp_at('due_epoch') }} as sla_due_at
    from of_mqls
),

-- a version that is not in force on its review day is nobody's any more
reviews as (
    select
        definitions.*,
        {{ start_of_local_day('review_on') }} as notify_at
    from definitions
    where coalesce(effective_from <= review_on, true) and coalesce(effective_to > review_on, true)
),

notifications as (
    select
        {{ notification_id('kind', 'mql_id') }} as notification_id,
        kind,
        definition_id,
        version,
        mql_id,
        lead_id,
        trigger_id,
        {{ timestamp_at('notify_epoch') }} as notify_at,
        recipient,
        title,
        title || ': ' || lead_id || coalesce(', ' || job_title, '') || coalesce(' at ' || company_name, '') || '. ' || trigger_name
        || coalesce('. ' || due_words || cast(sla_due_at as {{ dbt.type_string() }}) || ' UTC', '') || '.' as message,
        company_name,
        trigger_name,
        sla_due_at,
        {{ score('total_score') }} as total_score
    from titled
    union all
    select
        {{ notification_id("'review_due'", "definition_id || '|' || cast(version as " ~ dbt.type_string() ~ ")") }}
        || '|' || cast(review_on as {{ dbt.type_string() }}) as notification_id,
        'review_due' as kind,
        definition_id,
        version,
        null as mql_id,
        null as lead_id,
        null as trigger_id,
        notify_at,
        coalesce(marketing_owner, 'marketing') || ' and ' || coalesce(sales_owner, 'sales') as recipient,
        'Review due' as title,
        'Review due: ' || coalesce(name, definition_id) || ', version ' || cast(version as {{ dbt.type_string() }}) || '. Due on '
        || cast(review_on as {{ dbt.type_string() }}) || '.' as message,
        null as company_name,
        null as trigger_name,
        null as sla_due_at,
        null as total_score
    from reviews
    where notify_at <= {{ as_of() }}
)

select
    notifications.*,
    {{ as_of() }} as as_of
from notifications
