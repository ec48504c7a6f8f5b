-- the age at which each lead first showed each signal, before its first deal was opened
with

exposures as (
    select * from {{ ref('int_lead_exposures') }}
),

signals as (
    select * from {{ ref('int_signals') }}
),

firsts as {{ held() }} (
    select
        lead_key,
        event_type_key,
        min(moment_epoch) as seen_epoch
    from {{ ref('int_occurrences') }}
    group by lead_key, event_type_key
),

-- types are fewer than the groups that they belong to: what a group needs to know of a lead is found before
first_occurrences as {{ held() }} (
    select
        firsts.lead_key,
        firsts.event_type_key,
        firsts.seen_epoch - exposures.known_epoch as seen_age
    from firsts
    inner join exposures on firsts.lead_key = exposures.lead_key and firsts.seen_epoch < exposures.exit_epoch
),

first_traits as {{ held() }} (
    select
        traits.lead_key,
        traits.attribute,
        traits.value_text,
        traits.known_epoch - exposures.known_epoch as seen_age
    from {{ ref('int_lead_traits') }} as traits
    inner join exposures on traits.lead_key = exposures.lead_key and traits.known_epoch < exposures.exit_epoch
),

signal_types as (
    select
        signals.signal_key,
        group_types.event_type_key,
        count(*) over (partition by signals.signal_key) as types
    from signals
    inner join {{ ref('int_event_group_types') }} as group_types on signals.subject = group_types.event_group
    where signals.signal_kind = 'event_group'
)

-- most groups are of one type, whose first occurrence is the group's
select
    signal_types.signal_key,
    first_occurrences.lead_key,
    first_occurrences.seen_age
from first_occurrences
inner join signal_types on first_occurrences.event_type_key = signal_types.event_type_key
where signal_types.types = 1
union all
select
    signal_types.signal_key,
    first_occurrences.lead_key,
    min(first_occurrences.seen_age) as seen_age
from first_occurrences
inner join signal_types on first_occurrences.event_type_key = signal_types.event_type_key
where signal_types.types > 1
group by signal_types.signal_key, first_occurrences.lead_key
union all
select
    signals.signal_key,
    first_traits.lead_key,
    first_traits.seen_age
from first_traits
inner join signals
    on first_traits.attribute = signals.subject and first_traits.value_text = signals.value and signals.signal_kind = 'attribute'
