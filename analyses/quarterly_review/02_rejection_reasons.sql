-- Step 2. Why does sales say no? The five most frequent reasons of the last whole quarter, and what to do about each.
with

quarters as (
    select
        definitions.definition_id,
        definitions.version,
        metrics.quarter_starts_on
    from {{ ref('int_review_metrics') }} as metrics
    inner join {{ ref('stg_definitions') }} as definitions on metrics.definition_key = definitions.definition_key and definitions.is_active
    where metrics.metric = 'rejection_rate'
)

select
    reasons.definition_id,
    reasons.version,
    reasons.period as quarter,
    reasons.reason_rank,
    reasons.rejection_reason,
    reasons.rejections,
    reasons.all_rejections,
    {{ rounded('reasons.reason_rate', 3) }} as reason_rate,
    {{ rounded('reasons.reason_rate_lower', 3) }} as lower_95,
    {{ rounded('reasons.reason_rate_upper', 3) }} as upper_95,
    reasons.is_more_than_half,
    coalesce(reasons.remedy, reasons.marketing_action) as what_to_do
from {{ ref('rpt_rejection_reasons') }} as reasons
inner join quarters
    on
        reasons.definition_id = quarters.definition_id
        and reasons.version = quarters.version
        and reasons.quarter_starts_on = quarters.quarter_starts_on
where reasons.reason_rank <= 5
order by reasons.version desc, reasons.reason_rank asc
limit 40
