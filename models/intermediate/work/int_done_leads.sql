-- what the kept rows of each lead were made of; depends on every kept table, so that it is written when all of them are
{% for name in tables_kept_by_lead() -%}
-- depends_on: {{ ref(name) }}
{% endfor %}

with

done as (
    select
        prints.lead_key,
        prints.input_print,
        prints.code_print,
        event_prints.event_print
    from {{ ref('int_lead_prints') }} as prints
    left join {{ ref('int_lead_event_prints') }} as event_prints on prints.lead_key = event_prints.lead_key
)

{{ done_or_left('int_done_leads') }}
