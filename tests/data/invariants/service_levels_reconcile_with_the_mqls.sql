-- each report of the service levels against a plain recount, definition by definition
with

mqls as (
    select
        definition_id,
        version,
        count(*) as mqls,
        sum(case when is_within_sla then 1 else 0 end) as answered_in_time,
        sum(case when first_response_at is not null or {{ epoch_seconds('mql_at') }} <= {{ as_of_epoch() }} - 86400 then 1 else 0 end) as bucketed,
        sum(case when is_worked then 1 else 0 end) as worked,
        sum(case when is_decided_in_time then 1 else 0 end) as decided_in_time,
        count(rejected_at) as rejections,
        sum(case when is_reason_given then 0 when rejected_at is not null then 1 else 0 end) as without_reason,
        count(missing_fields) as incomplete
    from {{ ref('fct_mqls') }}
    group by definition_id, version
),

compliance as (
    select
        definition_id,
        version,
        sum(mqls) as mqls,
        sum(answered_in_time + answered_late + unanswered_late + response_open) as judged,
        sum(answered_in_time) as answered_in_time,
        sum(worked) as worked,
        sum(decided_in_time) as decided_in_time,
        sum(rejections) as rejections
    from {{ ref('rpt_sla_compliance') }}
    group by definition_id, version
),

completeness as (
    select
        definition_id,
        version,
        sum(mqls) as mqls,
        sum(missing) as incomplete
    from {{ ref('rpt_data_completeness') }}
    where field = 'all'
    group by definition_id, version
),

speed as (
    select
        definition_id,
        version,
        sum(case when trigger_id = 'all' then mqls else 0 end) as bucketed,
        sum(case when trigger_id <> 'all' then mqls else 0 end) as bucketed_by_trigger
    from {{ ref('rpt_speed_to_lead') }}
    group by definition_id, version
),

breaches as (
    select
        definition_id,
        version,
        count(*) as without_reason
    from {{ ref('rpt_rejection_quality') }}
    where breach = 'no_reason'
    group by definition_id, version
)

select mqls.*
from mqls
left join compliance on mqls.definition_id = compliance.definition_id and mqls.version = compliance.version
left join completeness on mqls.definition_id = completeness.definition_id and mqls.version = completeness.version
left join speed on mqls.definition_id = speed.definition_id and mqls.version = speed.version
left join breaches on mqls.definition_id = breaches.definition_id and mqls.version = breaches.version
where
    mqls.mqls <> coalesce(compliance.mqls, 0)
    or mqls.mqls <> coalesce(compliance.judged, 0)
    or mqls.answered_in_time <> coalesce(compliance.answered_in_time, 0)
    or mqls.worked <> coalesce(compliance.worked, 0)
    or mqls.decided_in_time <> coalesce(compliance.decided_in_time, 0)
    or mqls.rejections <> coalesce(compliance.rejections, 0)
    or mqls.mqls <> coalesce(completeness.mqls, 0)
    or mqls.incomplete <> coalesce(completeness.incomplete, 0)
    or mqls.bucketed <> coalesce(speed.bucketed, 0)
    or mqls.bucketed <> coalesce(speed.bucketed_by_trigger, 0)
    or mqls.without_reason <> coalesce(breaches.without_reason, 0)
