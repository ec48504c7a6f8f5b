-- which set of rules keeps each lead out now, with the same words: of the sets there are few, and each is put into words once
select
    lead_key,
    definition_key,
    sum({{ summable_hash('failure') }}) as set_print
from {{ ref('int_look_failed_rules') }}
where {{ is_look_of_now() }}
group by lead_key, definition_key
