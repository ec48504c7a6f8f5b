-- what base_events was told of each lead_id
{% for name in kept_tables() -%}
-- depends_on: {{ ref(name) }}
{% endfor %}

with

done as (
    select
        lead_id,
        is_held
    from {{ ref('base_lead_states') }}
)

{{ done_or_left('int_done_lead_states') }}
