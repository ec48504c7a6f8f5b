with

counted as (
    select
        counts.*,
        2 * rejections > all_rejections as is_more_than_half
    from {{ ref('int_rejection_counts') }} as counts
)

select
    definitions.definition_id,
    definitions.version,
    counted.period,
    counted.quarter_starts_on,
    counted.rejection_reason,
    cast(counted.reason_rank as {{ dbt.type_int() }}) as reason_rank,
    cast(counted.rejections as {{ dbt.type_bigint() }}) as rejections,
    cast(counted.after_accept as {{ dbt.type_bigint() }}) as rejections_after_accept,
    cast(counted.all_rejections as {{ dbt.type_bigint() }}) as all_rejections,
    {{ rate_with_interval('counted.rejections', 'counted.all_rejections', 'reason_rate') }},
    reasons.component,
    reasons.marketing_action,
    counted.is_more_than_half,
    case when counted.is_more_than_half then remedies.remedy end as remedy
from counted
inner join {{ ref('stg_definitions') }} as definitions on counted.definition_key = definitions.definition_key
left join {{ ref('rejection_reasons') }} as reasons on counted.rejection_reason = reasons.reason
left join {{ ref('rejection_remedies') }} as remedies on coalesce(reasons.component, 'none') = remedies.component
