-- a number for all that the engine reads of a lead: it changes when any of it does
with

events as (
    select * from {{ ref('stg_events') }}
),

spans as (
    select * from {{ ref('int_identity_spans') }}
),

flags as (
    select * from {{ ref('int_lead_flags') }}
),

decisions as (
    select * from {{ ref('int_decisions') }}
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
        profile_print as print
    from {{ ref('int_profile_prints') }}
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
)

select
    lead_key,
    sum(print) as input_print,
    '{{ code_print(tables_kept_by_lead()) }}' as code_print
from prints
group by lead_key
