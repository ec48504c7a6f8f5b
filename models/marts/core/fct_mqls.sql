with

mqls as (
    select * from {{ ref('int_mqls') }}
),

in_force as (
    select * from {{ ref('int_mqls_in_force') }}
),

stages as (
    select * from {{ ref('int_mql_stages') }}
),

service_levels as (
    select * from {{ ref('int_mql_service_levels') }}
),

rejections as (
    select * from {{ ref('int_mql_rejections') }}
),

readings as (
    select * from {{ ref('int_lead_readings') }}
),

definitions as (
    select * from {{ ref('stg_definitions') }}
),

leads as (
    select * from {{ ref('int_leads') }}
)

select
    {{ mql_id() }} as mql_id,
    leads.lead_id,
    definitions.definition_id,
    definitions.version,
    cast(mqls.cycle_number as {{ dbt.type_int() }}) as cycle_number,
    {{ timestamp_at('mqls.mql_epoch') }} as mql_at,
    {{ local_date(timestamp_at('mqls.mql_epoch')) }} as mql_on,
    mqls.trigger_id,
    mqls.tier,
    mqls.outcome,
    {{ score('mqls.fit_score') }} as fit_score,
    {{ score('mqls.behavior_score') }} as behavior_score,
    {{ score('mqls.bant_score') }} as bant_score,
    {{ score('mqls.total_score') }} as total_score,
    in_force.lead_key is not null as is_in_force,
    {{ timestamp_at('mqls.reopens_epoch') }} as reopens_at,
    mqls.decision,
    {{ timestamp_at('mqls.decided_epoch') }} as decided_at,
    {{ timestamp_at('mqls.accepted_epoch') }} as accepted_at,
    {{ timestamp_at('mqls.rejected_epoch') }} as rejected_at,
    mqls.rejection_reason,
    rejections.is_reason_given,
    coalesce(rejections.is_bad_fit, false) as is_rejected_as_bad_fit,
    {{ timestamp_at('mqls.sql_epoch') }} as sql_at,
    {{ timestamp_at('mqls.response_epoch') }} as first_response_at,
    cast(mqls.response_minutes as {{ type_double() }}) as response_minutes,
    cast(mqls.sla_minutes as {{ type_double() }}) as sla_minutes,
    mqls.sla_clock,
    {{ timestamp_at('mqls.due_epoch') }} as sla_due_at,
    mqls.is_within_sla,
    {{ timestamp_at('mqls.escalates_epoch') }} as escalates_at,
    service_levels.owner_id,
    cast(service_levels.routing_minutes as {{ type_double() }}) as routing_minutes,
    {{ timestamp_at('service_levels.decision_due_epoch') }} as decision_due_at,
    service_levels.is_decided_in_time,
    service_levels.touches_in_time,
    service_levels.channels_in_time,
    {{ timestamp_at('service_levels.work_due_epoch') }} as work_due_at,
    {{ timestamp_at('service_levels.worked_epoch') }} as worked_at,
    service_levels.is_worked,
    service_levels.is_complete,
    service_levels.missing_fields,
    mqls.opportunity_id,
    {{ timestamp_at('mqls.opportunity_epoch') }} as opportunity_at,
    {{ timestamp_at('mqls.won_epoch') }} as won_at,
    {{ timestamp_at('mqls.lost_epoch') }} as lost_at,
    mqls.is_sourcing,
    cast(mqls.amount_usd as {{ type_double() }}) as amount_usd,
    {{ timestamp_at('stages.accepted_reached_epoch') }} as accepted_reached_at,
    {{ timestamp_at('stages.sql_reached_epoch') }} as sql_reached_at,
    {{ timestamp_at('stages.opportunity_reached_epoch') }} as opportunity_reached_at,
    {{ timestamp_at('stages.won_reached_epoch') }} as won_reached_at,
    readings.lead_source,
    readings.segment,
    readings.industry,
    {{ days_of('mqls.mql_epoch - leads.known_epoch') }} as lead_to_mql_days,
    {{ days_of('mqls.accepted_epoch - mqls.mql_epoch') }} as mql_to_accepted_days,
    {{ days_of('mqls.sql_epoch - mqls.mql_epoch') }} as mql_to_sql_days,
    {{ days_of('mqls.opportunity_epoch - mqls.mql_epoch') }} as mql_to_opportunity_days,
    {{ days_of('mqls.won_epoch - mqls.mql_epoch') }} as mql_to_won_days
from mqls
inner join definitions on mqls.definition_key = definitions.definition_key
inner join leads on mqls.lead_key = leads.lead_key
inner join stages
    on
        mqls.lead_key = stages.lead_key
        and mqls.definition_key = stages.definition_key
        and mqls.mql_epoch = stages.mql_epoch
inner join service_levels
    on
        mqls.lead_key = service_levels.lead_key
        and mqls.definition_key = service_levels.definition_key
        and mqls.mql_epoch = service_levels.mql_epoch
left join rejections
    on
        mqls.lead_key = rejections.lead_key
        and mqls.definition_key = rejections.definition_key
        and mqls.mql_epoch = rejections.mql_epoch
left join readings
    on
        mqls.lead_key = readings.lead_key
        and mqls.mql_epoch >= readings.valid_from
        and mqls.mql_epoch < readings.valid_to
left join in_force
    on
        mqls.lead_key = in_force.lead_key
        and mqls.definition_key = in_force.definition_key
        and mqls.mql_epoch = in_force.mql_epoch
