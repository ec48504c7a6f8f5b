-- the most frequent rejection reasons of each definition in the newest whole quarter, in words
with

quarters as (
    select
        definition_key,
        quarter_starts_on,
        quarter
    from {{ ref('int_review_metrics') }}
    where metric = 'rejection_rate'
),

-- a rejection without a reason names no component to repair
counted as (
    select
        counts.*,
        reasons.component,
        reasons.marketing_action,
        row_number() over (
            partition by counts.definition_key, counts.quarter_starts_on order by counts.rejections desc, counts.rejection_reason asc
        ) as place
    from {{ ref('int_rejection_counts') }} as counts
    inner join {{ ref('rejection_reasons') }} as reasons on counts.rejection_reason = reasons.reason and reasons.component is not null
    where counts.quarter_starts_on is not null
)

select
    quarters.definition_key,
    quarters.quarter,
    counted.place,
    counted.rejection_reason,
    counted.rejections,
    counted.all_rejections,
    {{ plain_words('counted.rejection_reason') }} || ', ' || {{ share_words('counted.rejections', 'counted.all_rejections') }} || ': '
    || case
        when 2 * counted.rejections > counted.all_rejections and counted.all_rejections >= {{ var('least_rejections') }}
            then coalesce(remedies.remedy, counted.marketing_action)
        else counted.marketing_action
    end as words
from quarters
inner join counted on quarters.definition_key = counted.definition_key and quarters.quarter_starts_on = counted.quarter_starts_on
left join {{ ref('rejection_remedies') }} as remedies on counted.component = remedies.component
