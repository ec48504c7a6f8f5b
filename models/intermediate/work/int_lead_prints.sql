-- a number for all that the engine reads of a lead: it changes when any of it does
with

leads as (
    select * from {{ ref('int_leads') }}
),

events as (
    select * from {{ ref('stg_events') }}
),

spans as (
    select * from {{ ref('int_identity_spans') }}
),

readings as (
    select * from {{ ref('int_lead_readings') }}
),

flags as (
    select * from {{ ref('int_lead_flags') }}
),

decisions as (
    select * from {{ ref('int_decisions') }}
),

-- of all fields that change, those of which an attribute is made
fields as (
    select distinct field
    from {{ ref('attributes') }}
    where field is not null
),

visitors as (
    select distinct
        lead_key,
        anonymous_id
    from spans
),

prints as (
    select
        lead_key,
        event_print as print
    from {{ ref('int_lead_event_prints') }}
    union all
    select
        visitors.lead_key,
        events.said_print as print
    from events
    inner join visitors on events.anonymous_id = visitors.anonymous_id
    where events.lead_id is null
    union all
    select
        lead_key,
        {{ whole_row_print('spans') }} as print
    from spans
    union all
    select
        lead_key,
        {{ whole_row_print('leads') }} as print
    from leads
    union all
    select
        lead_key,
        {{ whole_row_print('readings') }} as print
    from readings
    union all
    select
        lead_key,
        {{ whole_row_print('flags') }} as print
    from flags
    union all
    select
        lead_key,
        {{ whole_row_print('decisions') }} as print
    from decisions
    union all
    select
        leads.lead_key,
        {{ row_print(['changes.field', 'changes.changed_at', 'changes.old_value', 'changes.new_value', 'changes.is_applied']) }} as print
    from {{ ref('stg_lead_changes') }} as changes
    inner join leads on changes.lead_id = leads.lead_id
    where changes.field in (select fields.field from fields)
)

select
    lead_key,
    sum(print) as input_print,
    '{{ code_print(tables_kept_by_lead()) }}' as code_print
from prints
group by lead_key
