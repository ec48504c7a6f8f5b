with

rejections as (
    select
        definition_key,
        rejection_reason,
        decision,
        {{ local_quarter('rejected_epoch') }} as quarter_starts_on
    from {{ ref('int_mqls') }}
    where rejected_epoch is not null
),

by_period as (
    select
        definition_key,
        'all' as period,
        cast(null as date) as quarter_starts_on,
        rejection_reason,
        decision
    from rejections
    union all
    select
        definition_key,
        {{ quarter_name('quarter_starts_on') }} as period,
        quarter_starts_on,
        rejection_reason,
        decision
    from rejections
),

counted as (
    select
        definition_key,
        period,
        quarter_starts_on,
        rejection_reason,
        count(*) as rejections,
        sum(case when decision = 'accepted' then 1 else 0 end) as after_accept
    from by_period
    group by definition_key, period, quarter_starts_on, rejection_reason
),

ranked as (
    select
        counted.*,
        sum(rejections) over (partition by definition_key, period) as all_rejections,
        row_number() over (partition by definition_key, period order by rejections desc, rejection_reason asc) as reason_rank
    from counted
),

shared as (
    select
        ranked.*,
        2 * rejections > all_rejections as is_more_than_half
    from ranked
)

select
    definitions.definition_id,
    definitions.version,
    shared.period,
    shared.quarter_starts_on,
    shared.rejection_reason,
    cast(shared.reason_rank as {{ dbt.type_int() }}) as reason_rank,
    cast(shared.rejections as {{ dbt.type_bigint() }}) as rejections,
    cast(shared.after_accept as {{ dbt.type_bigint() }}) as rejections_after_accept,
    cast(shared.all_rejections as {{ dbt.type_bigint() }}) as all_rejections,
    {{ share('shared.rejections', 'shared.all_rejections') }} as share_of_rejections,
    {{ wilson_lower('shared.rejections', 'shared.all_rejections') }} as share_lower_95,
    {{ wilson_upper('shared.rejections', 'shared.all_rejections') }} as share_upper_95,
    reasons.component,
    reasons.marketing_action,
    shared.is_more_than_half,
    case when shared.is_more_than_half and shared.all_rejections >= {{ var('least_rejections') }} then remedies.remedy end as remedy
from shared
inner join {{ ref('stg_definitions') }} as definitions on shared.definition_key = definitions.definition_key
left join {{ ref('rejection_reasons') }} as reasons on shared.rejection_reason = reasons.reason
left join {{ ref('rejection_remedies') }} as remedies on coalesce(reasons.component, 'none') = remedies.component
