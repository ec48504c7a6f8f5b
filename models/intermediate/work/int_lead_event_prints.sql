-- a number for the events that name a lead: it changes when any of them does
select
    aliases.lead_key,
    sum(events.row_print) as event_print
from {{ ref('stg_events') }} as events
inner join {{ ref('int_lead_aliases') }} as aliases on events.lead_id = aliases.lead_id
group by aliases.lead_key
