with

rejections as (
    select
        mqls.*,
        decisions.rejected_by,
        judged.is_reason_given,
        mqls.decision = 'rejected' and not decision_clocks.is_decided_in_time as is_late,
        attempts.touches,
        attempts.channels,
        commitments.touches as committed_touches,
        commitments.channels as committed_channels,
        commitments.decision_hours as committed_hours,
        judged.is_no_contact
        and (attempts.touches < coalesce(commitments.touches, 0) or attempts.channels < coalesce(commitments.channels, 0))
            as has_too_few_attempts
    from {{ ref('int_mqls') }} as mqls
    inner join {{ ref('int_mql_rejections') }} as judged
        on mqls.lead_key = judged.lead_key and mqls.definition_key = judged.definition_key and mqls.mql_epoch = judged.mql_epoch
    inner join {{ ref('int_mql_decisions') }} as decisions
        on mqls.lead_key = decisions.lead_key and mqls.definition_key = decisions.definition_key and mqls.mql_epoch = decisions.mql_epoch
    inner join {{ ref('int_rejection_attempts') }} as attempts
        on mqls.lead_key = attempts.lead_key and mqls.definition_key = attempts.definition_key and mqls.mql_epoch = attempts.mql_epoch
    inner join {{ ref('int_mql_decision_clocks') }} as decision_clocks
        on
            mqls.lead_key = decision_clocks.lead_key
            and mqls.definition_key = decision_clocks.definition_key
            and mqls.mql_epoch = decision_clocks.mql_epoch
    inner join {{ ref('int_work_commitments') }} as commitments on mqls.definition_key = commitments.definition_key
),

breaches as (
    select
        rejections.*,
        'no_reason' as breach,
        'no reason from the list' as evidence
    from rejections
    where not is_reason_given
    union all
    select
        rejections.*,
        'too_few_attempts' as breach,
        rejection_reason
        || ' after ' || {{ number_text('touches') }} || coalesce(' of ' || {{ number_text('committed_touches') }}, '') || ' touches'
        || coalesce(' over ' || {{ number_text('channels') }} || ' of ' || {{ number_text('committed_channels') }} || ' channels', '')
            as evidence
    from rejections
    where has_too_few_attempts
    union all
    select
        rejections.*,
        'decided_late' as breach,
        'rejected after ' || {{ number_text(rounded(hours_of('rejected_epoch - mql_epoch'), 1)) }}
        || ' of ' || {{ number_text('committed_hours') }} || ' hours' as evidence
    from rejections
    where is_late
)

select
    {{ mql_id() }} as mql_id,
    leads.lead_id,
    definitions.definition_id,
    definitions.version,
    mqls.breach,
    mqls.evidence as breach_evidence,
    mqls.rejection_reason,
    mqls.rejected_by,
    {{ timestamp_at('mqls.mql_epoch') }} as mql_at,
    {{ timestamp_at('mqls.rejected_epoch') }} as rejected_at,
    {{ hours_of('mqls.rejected_epoch - mqls.mql_epoch') }} as hours_to_rejection,
    cast(mqls.committed_hours as {{ type_double() }}) as committed_hours,
    cast(mqls.touches as {{ dbt.type_int() }}) as touches_so_far,
    cast(mqls.committed_touches as {{ type_double() }}) as committed_touches,
    cast(mqls.channels as {{ dbt.type_int() }}) as channels_so_far,
    cast(mqls.committed_channels as {{ type_double() }}) as committed_channels
from breaches as mqls
inner join {{ ref('stg_definitions') }} as definitions on mqls.definition_key = definitions.definition_key
inner join {{ ref('int_leads') }} as leads on mqls.lead_key = leads.lead_key
