-- leads at work: what the engine reads of them is not what it read when the kept rows were made
{% set left_leads = left_by_last_build('int_done_leads') %}
{% set damaged, changed_by_events = ref('int_damaged_leads'), ref('int_event_work_leads') %}

with

prints as (
    select * from {{ ref('int_lead_prints') }}
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
    where
        coalesce(prints.input_print, 0) <> coalesce(left_leads.input_print, 0)
        or coalesce(prints.code_print, '') <> coalesce(left_leads.code_print, '')
    union
    select lead_key
    from {{ damaged }}
    union
    select lead_key
    from {{ changed_by_events }}
)

select lead_key
from compared
{%- endif %}
