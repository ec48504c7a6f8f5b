-- the age at which each lead first showed each signal, before its first deal was opened
with

exposures as (
    select * from {{ ref('int_lead_exposures') }}
),

first_traits as {{ held() }} (
    select
        traits.lead_key,
        traits.attribute,
        traits.value_text,
        traits.known_epoch - exposures.known_epoch as seen_age
    from {{ ref('int_lead_traits') }} as traits
    inner join exposures on traits.lead_key = exposures.lead_key and traits.known_epoch < exposures.exit_epoch
)

select
    first_occurrences.event_group_key as signal_key,
    first_occurrences.lead_key,
    first_occurrences.first_epoch - exposures.known_epoch as seen_age
from {{ ref('int_first_occurrences') }} as first_occurrences
inner join exposures
    on first_occurrences.lead_key = exposures.lead_key and first_occurrences.first_epoch < exposures.exit_epoch
union all
select
    signals.signal_key,
    first_traits.lead_key,
    first_traits.seen_age
from first_traits
inner join {{ ref('int_signals') }} as signals
    on first_traits.attribute = signals.subject and first_traits.value_text = signals.value and signals.signal_kind = 'attribute'
