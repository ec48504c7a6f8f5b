-- among whom each signal is looked for, and from when: every lead for an event, for a value the leads of which the attribute is known
select
    0 as base_key,
    lead_key,
    known_epoch as seen_epoch,
    -1 as seen_age
from {{ ref('int_lead_exposures') }}
union all
select
    signals.base_key,
    lead_signals.lead_key,
    lead_signals.seen_epoch,
    lead_signals.seen_age
from {{ ref('int_lead_signals') }} as lead_signals
inner join {{ ref('int_signals') }} as signals on lead_signals.signal_key = signals.signal_key
where signals.signal_kind = 'attribute'
