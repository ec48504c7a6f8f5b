-- the definitions and variants that the kept rows were made by
{% for name in tables_kept_by_lead() -%}
-- depends_on: {{ ref(name) }}
{% endfor %}
select
    definition_key,
    variant_of
from {{ ref('stg_evaluated_definitions') }}
where {{ are_all_kept_tables_built() }}
