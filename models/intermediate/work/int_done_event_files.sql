-- the files of which base_events was made; depends on every kept table, so that it is written when all of them are
{% for name in kept_tables() -%}
-- depends_on: {{ ref(name) }}
{% endfor %}

with

done as (
    {{ listed_event_files() }}
)

{{ done_or_left('int_done_event_files') }}
