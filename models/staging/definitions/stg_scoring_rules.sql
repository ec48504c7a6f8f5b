with

scoring_rules as (
    select * from {{ ref('scoring_rules') }}
),

definitions as (
    select * from {{ ref('stg_definitions') }}
)

select
    {{ part_key('definitions.definition_key', 'scoring_rules.rule_id') }} as scoring_rule_key,
    definitions.definition_key,
    trim(scoring_rules.rule_id) as rule_id,
    lower(trim(scoring_rules.event_group)) as event_group,
    {{ to_number('scoring_rules.points') }} as points,
    coalesce({{ to_integer('scoring_rules.min_count') }}, 1) as min_count,
    {{ hours_to_seconds('scoring_rules.within_hours') }} as window_seconds,
    {{ to_integer('scoring_rules.max_awards') }} as max_awards,
    scoring_rules.basis,
    scoring_rules.note
from scoring_rules
inner join definitions
    on
        trim(scoring_rules.definition_id) = definitions.definition_id
        and {{ to_integer('scoring_rules.version') }} = definitions.version
