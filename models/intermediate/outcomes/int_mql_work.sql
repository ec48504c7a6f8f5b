-- whether each MQL was worked as its definition commits to: enough touches over enough channels in the committed days
with

business_days as (
    select * from {{ ref('int_business_days') }}
),

{{ parts_of_calendar('business_days', 'begins_epoch', 'closes_epoch') }},

days_by_time as (
    {{ in_each_part(
        'business_days', 'calendar', part_of_time('business_days.begins_epoch'), part_of_time('business_days.next_begins_epoch - 1')
    ) }}
),

mqls as (
    select
        cycles.lead_key,
        cycles.definition_key,
        cycles.mql_epoch,
        commitments.touches,
        commitments.channels,
        commitments.days,
        commitments.day_unit,
        coalesce(day_of_mql.day_number, 0) as mql_day
    from {{ ref('int_mql_cycles') }} as cycles
    inner join {{ ref('int_work_commitments') }} as commitments on cycles.definition_key = commitments.definition_key
    cross join calendar
    left join days_by_time as day_of_mql
        on
            day_of_mql.part = {{ part_of_time('cycles.mql_epoch') }}
            and cycles.mql_epoch >= day_of_mql.begins_epoch
            and cycles.mql_epoch < day_of_mql.next_begins_epoch
),

due as (
    select
        mqls.*,
        case
            when mqls.day_unit = 'business_days' then last_days.closes_epoch
            else mqls.mql_epoch + cast({{ rounded('mqls.days * 86400') }} as {{ dbt.type_bigint() }})
        end as work_due_epoch
    from mqls
    left join business_days as last_days on mqls.mql_day + mqls.days = last_days.day_number
),

worked as (
    select
        due.lead_key,
        due.definition_key,
        due.mql_epoch,
        due.mql_day,
        due.touches is not null or due.channels is not null as has_commitment,
        due.days,
        due.day_unit,
        due.work_due_epoch,
        count(touches.activity_id) as touches_in_time,
        coalesce(max(touches.channels_so_far), 0) as channels_in_time,
        min(case
            when touches.touch_number >= coalesce(due.touches, 0) and touches.channels_so_far >= coalesce(due.channels, 0)
                then touches.touched_epoch
        end) as enough_epoch
    from due
    left join {{ ref('int_mql_touches') }} as touches
        on
            due.lead_key = touches.lead_key
            and due.definition_key = touches.definition_key
            and due.mql_epoch = touches.mql_epoch
            and touches.touched_epoch <= coalesce(due.work_due_epoch, {{ end_of_time() }})
    group by
        due.lead_key, due.definition_key, due.mql_epoch, due.mql_day, due.touches, due.channels, due.days, due.day_unit, due.work_due_epoch
)

select
    worked.lead_key,
    worked.definition_key,
    worked.mql_epoch,
    cast(worked.touches_in_time as {{ dbt.type_int() }}) as touches_in_time,
    cast(worked.channels_in_time as {{ dbt.type_int() }}) as channels_in_time,
    worked.work_due_epoch,
    case when worked.has_commitment then worked.enough_epoch end as worked_epoch,
    case
        when not worked.has_commitment or worked.enough_epoch is null then null
        when worked.day_unit = 'business_days' then coalesce(day_of_work.day_number, 0) - worked.mql_day
        else {{ days_of('worked.enough_epoch - worked.mql_epoch') }}
    end as worked_days,
    case
        when not worked.has_commitment then null
        when worked.enough_epoch is not null then true
        when worked.days is null or worked.work_due_epoch <= {{ as_of_epoch() }} then false
    end as is_worked
from worked
cross join calendar
left join days_by_time as day_of_work
    on
        day_of_work.part = {{ part_of_time('worked.enough_epoch') }}
        and worked.enough_epoch >= day_of_work.begins_epoch
        and worked.enough_epoch < day_of_work.next_begins_epoch
