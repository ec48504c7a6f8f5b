-- which set of failed rules keeps each lead out now: leads that fail the same rules with the same words share one
select
    lead_key,
    definition_key,
    sum({{ summable_hash('failure') }}) as set_print
from {{ ref('int_look_failed_rules') }}
where {{ is_look_of_now() }}
group by lead_key, definition_key
