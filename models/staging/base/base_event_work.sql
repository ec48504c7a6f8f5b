{#
    The events whose kept rows are no longer what the raw ones say: those that changed, those whose lead came, went or is held no longer,
    and those that as_of passed in either direction.
#}
{% set kept, states = left_by_last_build('base_events'), ref('base_lead_states') %}
{% set left_states = left_by_last_build('int_done_lead_states') if are_as_left(['base_events']) else none %}
{#- rows without an id compete with none: where only files came, those that are kept stay #}
{% set kept_key = 'event_id' if only_new_files_came() else "coalesce(event_id, '')" %}
{% set changed_events = ref('base_changed_events') %}

{% if kept is none -%}
select
    cast(null as {{ dbt.type_string() }}) as row_key,
    false as is_kept
where false
{%- else -%}
with

-- read more than once, a few columns at a time: too many to be held
kept_events as {{ streamed() }} (
    select * from {{ kept }}
),

lead_states as (
    select * from {{ states }}
),

{% if left_states -%}
changed_leads as (
    select coalesce(lead_states.lead_id, left_states.lead_id) as lead_id
    from lead_states
    full outer join {{ left_states }} as left_states on lead_states.lead_id = left_states.lead_id
    where lead_states.is_held is distinct from left_states.is_held
),

judged_events as (
    select * from kept_events
    where row_fate = 'held' or occurred_at > {{ as_of() }}
    union all
    select kept_events.*
    from kept_events
    inner join changed_leads on kept_events.lead_id = changed_leads.lead_id
),

{% endif -%}
judged_otherwise as (
    select judged.event_id as row_key
    from {{ 'judged_events' if left_states else 'kept_events' }} as judged
    left join lead_states on judged.lead_id = lead_states.lead_id
    where
        (judged.lead_id is not null and (lead_states.lead_id is not null) <> judged.is_lead_known)
        or (
            judged.row_fate in ('held', 'staged', 'superseded')
            and (judged.row_fate = 'held')
            <> (coalesce(lead_states.is_held, false) or judged.occurred_at > {{ as_of() }})
        )
),

-- a key is redone whole: which of its versions stands may change with any of them
keys as (
    select row_key
    from {{ changed_events }}
    union
    select coalesce(row_key, '') as row_key
    from judged_otherwise
),

kept_keys as (
    select distinct {{ kept_key }} as row_key
    from kept_events
    where {{ kept_key }} in (select keys.row_key from keys)
)

select
    keys.row_key,
    kept_keys.row_key is not null as is_kept
from keys
left join kept_keys on keys.row_key = kept_keys.row_key
{%- endif %}
