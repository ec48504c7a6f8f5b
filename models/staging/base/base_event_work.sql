{#
    The events whose kept rows are no longer what the raw ones say: of the days of landing that hold anything else, the rows that
    differ; and of all, those whose lead came, went or is held no longer, and those that as_of passed in either direction.
#}
{% set kept = left_by_last_build('base_events') %}
{% set source_events, loads, states = source('raw', 'events'), ref('base_event_loads'), ref('base_lead_states') %}
{% set print_of_raw_row = raw_row_print('events') %}

{% if kept is none -%}
select cast(null as {{ dbt.type_string() }}) as row_key
where false
{%- else -%}
with

raw_events as (
    select * from {{ source_events }}
),

-- read three times, a few columns at a time: too many to be held
kept_events as {{ streamed() }} (
    select * from {{ kept }}
),

lead_states as (
    select * from {{ states }}
),

kept_loads as (
    select
        {{ load_day('loaded_at') }} as loaded_on,
        count(*) as raw_rows,
        sum(row_print) as print
    from kept_events
    group by {{ load_day('loaded_at') }}
),

changed_loads as (
    select coalesce(raw_loads.loaded_on, kept_loads.loaded_on) as loaded_on
    from {{ loads }} as raw_loads
    full outer join kept_loads on raw_loads.loaded_on = kept_loads.loaded_on
    where
        coalesce(raw_loads.raw_rows, 0) <> coalesce(kept_loads.raw_rows, 0)
        or coalesce(raw_loads.print, 0) <> coalesce(kept_loads.print, 0)
),

both_sides as (
    select
        {{ id_text('event_id') }} as row_key,
        {{ print_of_raw_row }} as row_print,
        1 as side
    from raw_events
    where {{ load_day(utc_timestamp('loaded_at')) }} in (select changed_loads.loaded_on from changed_loads)
    union all
    select
        event_id as row_key,
        row_print,
        -1 as side
    from kept_events
    where {{ load_day('loaded_at') }} in (select changed_loads.loaded_on from changed_loads)
),

changed_rows as (
    select row_key
    from both_sides
    group by row_key, row_print
    having sum(side) <> 0
),

judged_otherwise as (
    select kept_events.event_id as row_key
    from kept_events
    left join lead_states on kept_events.lead_id = lead_states.lead_id
    where
        (kept_events.lead_id is not null and (lead_states.lead_id is not null) <> kept_events.is_lead_known)
        or (
            kept_events.row_fate in ('held', 'staged', 'superseded')
            and (kept_events.row_fate = 'held')
            <> (coalesce(lead_states.is_held, false) or kept_events.occurred_at > {{ as_of() }})
        )
),

-- a key is redone whole: which of its versions stands may change with any of them
keys as (
    select coalesce(row_key, '') as row_key
    from changed_rows
    union
    select coalesce(row_key, '') as row_key
    from judged_otherwise
)

select row_key
from keys
{%- endif %}
