-- leads whose own events changed since the last build
{% set left_leads, damaged = left_by_last_build('int_done_leads'), ref('int_damaged_leads') %}

with

prints as (
    select * from {{ ref('int_lead_event_prints') }}
)

{%- if left_leads is none %}

select lead_key
from prints
union
select lead_key
from {{ damaged }}
{%- else %},

compared as (
    select coalesce(prints.lead_key, left_leads.lead_key) as lead_key
    from prints
    full outer join {{ left_leads }} as left_leads on prints.lead_key = left_leads.lead_key
    where coalesce(prints.event_print, 0) <> coalesce(left_leads.event_print, 0)
    union
    select lead_key
    from {{ damaged }}
)

select lead_key
from compared
{%- endif %}
