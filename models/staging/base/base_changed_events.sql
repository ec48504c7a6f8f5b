{#
    The raw events that are no longer what the last build read. Where nothing but files came, those in these; else, of the days of
    landing that hold anything else, the rows that differ.
#}
{% set kept, raw_events, print_of_raw_row = left_by_last_build('base_events'), source('raw', 'events'), raw_row_print('events') %}

{% if kept is none -%}
select cast(null as {{ dbt.type_string() }}) as row_key
where false
{%- elif only_new_files_came() -%}
select distinct coalesce({{ id_text('event_id') }}, '') as row_key
from {{ new_events() }}
{%- else -%}
with

raw_loads as (
    select
        {{ load_day(utc_timestamp('loaded_at')) }} as loaded_on,
        count(*) as raw_rows,
        sum({{ print_of_raw_row }}) as print
    from {{ raw_events }}
    group by {{ load_day(utc_timestamp('loaded_at')) }}
),

kept_loads as (
    select
        {{ load_day('loaded_at') }} as loaded_on,
        count(*) as raw_rows,
        sum(row_print) as print
    from {{ kept }}
    group by {{ load_day('loaded_at') }}
),

changed_loads as {{ held() }} (
    select coalesce(raw_loads.loaded_on, kept_loads.loaded_on) as loaded_on
    from raw_loads
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
    from {{ raw_events }}
    where {{ load_day(utc_timestamp('loaded_at')) }} in (select changed_loads.loaded_on from changed_loads)
    union all
    select
        event_id as row_key,
        row_print,
        -1 as side
    from {{ kept }}
    where {{ load_day('loaded_at') }} in (select changed_loads.loaded_on from changed_loads)
),

changed_rows as (
    select row_key
    from both_sides
    group by row_key, row_print
    having sum(side) <> 0
)

select distinct coalesce(row_key, '') as row_key
from changed_rows
{%- endif %}
