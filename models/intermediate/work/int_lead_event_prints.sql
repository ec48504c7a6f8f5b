-- a number for the events that name a lead, and for what looks for bots among them: it changes when any of it does
{% set reader = code_print(['int_bot_events']) %}

select
    aliases.lead_key,
    sum({{ row_print(["'" ~ reader ~ "'", 'events.said_print']) }}) as event_print
from {{ ref('stg_events') }} as events
inner join {{ ref('int_lead_aliases') }} as aliases on events.lead_id = aliases.lead_id
group by aliases.lead_key
