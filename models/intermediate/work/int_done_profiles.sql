-- what the kept attributes of each lead were made of; depends on every kept table, so that it is written when all of them are
{% for name in kept_tables() -%}
-- depends_on: {{ ref(name) }}
{% endfor %}

with

done as (
    select * from {{ ref('int_profile_prints') }}
)

{{ done_or_left('int_done_profiles') }}
