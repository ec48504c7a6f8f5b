-- what the funnel's figures count of each MQL
with

mqls as (
    select * from {{ ref('int_mqls') }}
),

stages as (
    select * from {{ ref('int_mql_stages') }}
),

readings as (
    select * from {{ ref('int_lead_readings') }}
),

rejections as (
    select * from {{ ref('int_mql_rejections') }}
)

select
    mqls.lead_key,
    mqls.definition_key,
    mqls.mql_epoch,
    {{ local_date(timestamp_at('mqls.mql_epoch')) }} as mql_on,
    {{ local_date('leads.known_at') }} as known_on,
    coalesce(readings.lead_source, 'missing') as lead_source,
    case when mqls.is_sourcing then mqls.opportunity_id end as sourced_opportunity_id,
    case when mqls.cycle_number = 1 then mqls.mql_epoch end as first_mql_epoch,
    case when mqls.decision = 'accepted' then mqls.decided_epoch end as decided_accepted_epoch,
    case when mqls.decision = 'rejected' then mqls.decided_epoch end as decided_rejected_epoch,
    stages.accepted_reached_epoch,
    stages.sql_reached_epoch,
    stages.opportunity_reached_epoch,
    stages.won_reached_epoch,
    case when mqls.cycle_number = 1 then {{ days_of('mqls.mql_epoch - leads.known_epoch') }} end as lead_to_mql_days,
    {{ days_of('stages.opportunity_reached_epoch - stages.mql_reached_epoch') }} as mql_to_opportunity_days,
    {{ days_of('stages.won_reached_epoch - stages.mql_reached_epoch') }} as mql_to_won_days,
    case when mqls.is_within_sla then 1 when not mqls.is_within_sla then 0 end as is_within_sla,
    mqls.response_minutes,
    case when rejections.is_reason_given then 1 when not rejections.is_reason_given then 0 end as has_reason,
    case when rejections.is_bad_fit then 1 else 0 end as is_bad_fit
from mqls
inner join {{ ref('int_leads') }} as leads on mqls.lead_key = leads.lead_key
inner join stages
    on
        mqls.lead_key = stages.lead_key
        and mqls.definition_key = stages.definition_key
        and mqls.mql_epoch = stages.mql_epoch
left join readings
    on
        mqls.lead_key = readings.lead_key
        and mqls.mql_epoch >= readings.valid_from
        and mqls.mql_epoch < readings.valid_to
left join rejections
    on
        mqls.lead_key = rejections.lead_key
        and mqls.definition_key = rejections.definition_key
        and mqls.mql_epoch = rejections.mql_epoch
