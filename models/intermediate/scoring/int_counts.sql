{{ config(materialized='incremental', incremental_strategy='replace_followed_leads') }}

with

counted as {{ held() }} (
    select
        occurrences.lead_key,
        counters.counter_key,
        occurrences.moment_epoch,
        occurrences.occurred_epoch + counters.window_seconds as expires_epoch
    from {{ ref('int_occurrences') }} as occurrences
    inner join {{ ref('int_event_group_types') }} as group_types on occurrences.event_type_key = group_types.event_type_key
    inner join {{ ref('int_counters') }} as counters on group_types.event_group = counters.event_group
    inner join {{ ref('int_counter_leads') }} as counter_leads
        on counters.counter_key = counter_leads.counter_key and occurrences.lead_key = counter_leads.lead_key
    where
        {{ is_lead_followed('occurrences.lead_key') }}
        and (
            counters.window_seconds is null
            or occurrences.occurred_epoch + counters.window_seconds > occurrences.moment_epoch
        )
),

changes as (
    select 1 as change
    union all
    select -1 as change
),

-- in the window from its moment until it is one window old
ends as (
    select
        counted.lead_key,
        counted.counter_key,
        case changes.change when 1 then counted.moment_epoch else counted.expires_epoch end as at_epoch,
        changes.change
    from counted
    inner join changes on changes.change = 1 or counted.expires_epoch is not null
),

by_instant as (
    select
        lead_key,
        counter_key,
        at_epoch,
        max(change) = 1 as has_new,
        cast(sum(change) as {{ dbt.type_int() }}) as net
    from ends
    group by lead_key, counter_key, at_epoch
),

totals as (
    select
        by_instant.*,
        cast(sum(net) over (partition by lead_key, counter_key order by at_epoch) as {{ dbt.type_int() }}) as count_after
    from by_instant
)

-- kept is what crosses a bound that some rule draws, or may be news: most does neither
select
    totals.lead_key,
    totals.counter_key,
    totals.at_epoch,
    totals.has_new,
    totals.count_after - totals.net as count_before,
    totals.count_after
from totals
inner join {{ ref('int_counters') }} as counters on totals.counter_key = counters.counter_key
where
    (
        greatest(totals.count_after, totals.count_after - totals.net) >= counters.lowest_bound
        and least(totals.count_after, totals.count_after - totals.net) < counters.highest_bound
    )
    or (totals.has_new and totals.count_after >= counters.news_from)
