-- what somebody must be told of an MQL that the definition on duty made, and when that became so
with

mqls as (
    select
        mqls.lead_key,
        mqls.definition_key,
        mqls.mql_epoch,
        mqls.trigger_key,
        mqls.trigger_id,
        mqls.cycle_number,
        mqls.total_score,
        mqls.response_epoch,
        clocks.warns_epoch,
        clocks.due_epoch,
        clocks.escalates_epoch
    from {{ ref('int_mqls') }} as mqls
    inner join {{ ref('int_mqls_in_force') }} as in_force
        on
            mqls.lead_key = in_force.lead_key
            and mqls.definition_key = in_force.definition_key
            and mqls.mql_epoch = in_force.mql_epoch
    inner join {{ ref('int_mql_clocks') }} as clocks
        on
            mqls.lead_key = clocks.lead_key
            and mqls.definition_key = clocks.definition_key
            and mqls.mql_epoch = clocks.mql_epoch
    inner join {{ ref('stg_definitions') }} as definitions on mqls.definition_key = definitions.definition_key
    where definitions.is_active
),

-- of these only the first is said of an MQL that is answered by then
notices as (
    {% for kind, at in [
        ('new_mql', 'mql_epoch'), ('sla_due_soon', 'warns_epoch'), ('sla_missed', 'due_epoch'), ('escalated', 'escalates_epoch')
    ] -%}
    select
        mqls.*,
        '{{ kind }}' as kind,
        {{ at }} as notify_epoch
    from mqls
    {% if kind != 'new_mql' -%}
    where response_epoch is null or response_epoch > {{ at }}
    {% endif -%}
    {{ 'union all' if not loop.last }}
    {% endfor -%}
)

select
    lead_key,
    definition_key,
    mql_epoch,
    kind,
    notify_epoch,
    trigger_key,
    trigger_id,
    cycle_number,
    total_score,
    due_epoch
from notices
where notify_epoch <= {{ as_of_epoch() }}
