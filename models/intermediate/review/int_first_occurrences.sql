-- when each lead first did something of each event group
{{ config(materialized='incremental', incremental_strategy='replace_leads') }}

with

-- a type belongs to several groups: its first occurrence is found once
of_types as {{ held() }} (
    select
        lead_key,
        event_type_key,
        min(moment_epoch) as first_epoch
    from {{ ref('int_occurrences') }}
    where {{ is_lead_at_work() }}
    group by lead_key, event_type_key
),

group_types as (
    select
        event_group_key,
        event_type_key,
        count(*) over (partition by event_group_key) as types
    from {{ ref('int_event_group_types') }}
)

-- most groups are of one type, whose first occurrence is the group's
select
    of_types.lead_key,
    group_types.event_group_key,
    of_types.first_epoch
from of_types
inner join group_types on of_types.event_type_key = group_types.event_type_key
where group_types.types = 1
union all
select
    of_types.lead_key,
    group_types.event_group_key,
    min(of_types.first_epoch) as first_epoch
from of_types
inner join group_types on of_types.event_type_key = group_types.event_type_key
where group_types.types > 1
group by of_types.lead_key, group_types.event_group_key
