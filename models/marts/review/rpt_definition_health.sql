with

found as (
    select * from {{ ref('int_health_requirements') }}
    union all
    select * from {{ ref('int_health_rules') }}
    union all
    select * from {{ ref('int_health_practice') }}
    union all
    select * from {{ ref('int_health_segments') }}
    union all
    select * from {{ ref('int_health_signals') }}
)

select
    definitions.definition_id,
    definitions.version,
    checks.check_id,
    checks.kind,
    checks.asks,
    found.passes,
    coalesce(found.evidence, 'Nothing in the data speaks of it yet.') as evidence,
    cast(found.figure as {{ type_double() }}) as figure,
    checks.threshold,
    found.since_on,
    checks.playbook
from {{ ref('stg_definitions') }} as definitions
cross join {{ ref('health_checks') }} as checks
left join found on definitions.definition_key = found.definition_key and checks.check_id = found.check_id
