with

mqls as (
    select
        mqls.*,
        coalesce(service_levels.rep_id, 'unassigned') as rep_id,
        service_levels.is_worked,
        service_levels.work_due_epoch,
        service_levels.is_decided_in_time,
        service_levels.decision_due_epoch,
        rejections.is_reason_given,
        cast({{ dbt.date_trunc('month', local_date(timestamp_at('mqls.mql_epoch'))) }} as date) as mql_month
    from {{ ref('int_mqls') }} as mqls
    inner join {{ ref('int_mql_service_levels') }} as service_levels
        on
            mqls.lead_key = service_levels.lead_key
            and mqls.definition_key = service_levels.definition_key
            and mqls.mql_epoch = service_levels.mql_epoch
    left join {{ ref('int_mql_rejections') }} as rejections
        on
            mqls.lead_key = rejections.lead_key
            and mqls.definition_key = rejections.definition_key
            and mqls.mql_epoch = rejections.mql_epoch
),

counted as (
    select
        definition_key,
        mql_month,
        trigger_key,
        rep_id,
        count(*) as mqls,
        sum(case when is_within_sla then 1 else 0 end) as answered_in_time,
        sum(case when response_epoch is not null and not is_within_sla then 1 else 0 end) as answered_late,
        sum(case when response_epoch is null and not is_within_sla then 1 else 0 end) as unanswered_late,
        sum(case when is_within_sla is null then 1 else 0 end) as response_open,
        sum(case
            when escalates_epoch <= {{ as_of_epoch() }} and coalesce(response_epoch, {{ end_of_time() }}) > escalates_epoch then 1
            else 0
        end) as escalated,
        percentile_cont(0.5) within group (order by response_minutes) as median_response_minutes,
        percentile_cont(0.9) within group (order by response_minutes) as p90_response_minutes,
        sum(case when is_worked then 1 else 0 end) as worked,
        sum(case when not is_worked then 1 else 0 end) as not_worked,
        sum(case when is_worked is null and work_due_epoch > {{ as_of_epoch() }} then 1 else 0 end) as work_open,
        sum(case when is_decided_in_time then 1 else 0 end) as decided_in_time,
        sum(case when not is_decided_in_time then 1 else 0 end) as decided_late,
        sum(case when is_decided_in_time is null and decision_due_epoch > {{ as_of_epoch() }} then 1 else 0 end) as decision_open,
        count(rejected_epoch) as rejections,
        sum(case when is_reason_given then 1 else 0 end) as rejections_with_reason
    from mqls
    group by definition_key, mql_month, trigger_key, rep_id
)

select
    definitions.definition_id,
    definitions.version,
    counted.mql_month,
    triggers.trigger_id,
    counted.rep_id,
    triggers.sla_minutes,
    triggers.sla_clock,
    triggers.route_to,
    triggers.escalate_to,
    {% for count in [
        'mqls', 'answered_in_time', 'answered_late', 'unanswered_late', 'response_open', 'escalated', 'worked', 'not_worked', 'work_open',
        'decided_in_time', 'decided_late', 'decision_open', 'rejections', 'rejections_with_reason',
    ] -%}
    cast(counted.{{ count }} as {{ dbt.type_bigint() }}) as {{ count }},
    {% endfor -%}
    {% set answerable = 'counted.answered_in_time + counted.answered_late + counted.unanswered_late' -%}
    {{ share('counted.answered_in_time', answerable) }} as response_within_sla_rate,
    {{ wilson_lower('counted.answered_in_time', '(' ~ answerable ~ ')') }} as response_within_sla_rate_lower,
    {{ wilson_upper('counted.answered_in_time', '(' ~ answerable ~ ')') }} as response_within_sla_rate_upper,
    cast(counted.median_response_minutes as {{ type_double() }}) as median_response_minutes,
    cast(counted.p90_response_minutes as {{ type_double() }}) as p90_response_minutes,
    {{ share('counted.worked', 'counted.worked + counted.not_worked') }} as worked_rate,
    {{ share('counted.decided_in_time', 'counted.decided_in_time + counted.decided_late') }}
        as decision_within_hours_rate,
    {{ share('counted.rejections_with_reason', 'counted.rejections') }} as reason_given_rate
from counted
inner join {{ ref('stg_definitions') }} as definitions on counted.definition_key = definitions.definition_key
inner join {{ ref('stg_triggers') }} as triggers on counted.trigger_key = triggers.trigger_key
