-- what the reason of each rejection amounts to
with

rejections as (
    select * from {{ ref('int_mql_decisions') }}
    where rejected_epoch is not null
),

reasons as (
    select
        reason,
        max(case when rejection_group = 'no_reason' then 1 else 0 end) = 1 as is_no_reason,
        max(case when rejection_group = 'bad_fit' then 1 else 0 end) = 1 as is_bad_fit,
        max(case when rejection_group = 'no_contact' then 1 else 0 end) = 1 as is_no_contact
    from {{ ref('rejection_groups') }}
    group by reason
)

select
    rejections.lead_key,
    rejections.definition_key,
    rejections.mql_epoch,
    rejections.rejection_reason is not null and not coalesce(reasons.is_no_reason, false) as is_reason_given,
    coalesce(reasons.is_bad_fit, false) as is_bad_fit,
    coalesce(reasons.is_no_contact, false) as is_no_contact
from rejections
left join reasons on rejections.rejection_reason = reasons.reason
