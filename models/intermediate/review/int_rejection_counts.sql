-- rejections by reason, ranked, over all time and by the local quarter in which sales said so; an MQL counts once, by its first rejection
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
)

select
    counted.*,
    sum(rejections) over (partition by definition_key, period) as all_rejections,
    row_number() over (partition by definition_key, period order by rejections desc, rejection_reason asc) as reason_rank
from counted
