-- of the definition on duty: each MQL in force, and each promise of an answer that nobody had kept by then
with

mqls as (
    select mqls.*
    from {{ ref('fct_mqls') }} as mqls
    inner join {{ ref('dim_definitions') }} as definitions
        on mqls.definition_id = definitions.definition_id and mqls.version = definitions.version
    where definitions.is_active and mqls.is_in_force
),

expected as (
    select
        mql_id,
        'new_mql' as kind,
        mql_at as notify_at
    from mqls
    {%- for kind, at in [('sla_missed', 'sla_due_at'), ('escalated', 'escalates_at')] %}
    union all
    select
        mql_id,
        '{{ kind }}' as kind,
        {{ at }} as notify_at
    from mqls
    where {{ at }} <= {{ as_of() }} and (first_response_at is null or first_response_at > {{ at }})
    {%- endfor %}
),

found as (
    select
        mql_id,
        kind,
        notify_at
    from {{ ref('fct_notifications') }}
    where kind in ('new_mql', 'sla_missed', 'escalated')
)

select
    coalesce(expected.mql_id, found.mql_id) as mql_id,
    coalesce(expected.kind, found.kind) as kind,
    expected.notify_at as expected_at,
    found.notify_at as found_at
from expected
full outer join found on expected.mql_id = found.mql_id and expected.kind = found.kind
where expected.notify_at is null or found.notify_at is null or expected.notify_at <> found.notify_at
