-- who entered each step of the funnel, when, and when it was taken
with

stages as (
    select
        stages.*,
        in_force.lead_key is not null as is_in_force
    from {{ ref('int_mql_stages') }} as stages
    left join {{ ref('int_mqls_in_force') }} as in_force
        on
            stages.lead_key = in_force.lead_key
            and stages.definition_key = in_force.definition_key
            and stages.mql_epoch = in_force.mql_epoch
),

reached as (
    {% for stage in ['mql', 'accepted', 'sql', 'opportunity', 'won'] -%}
    select
        lead_key,
        definition_key,
        mql_epoch,
        '{{ stage }}' as stage,
        {{ stage }}_reached_epoch as reached_epoch
    from stages
    where {{ stage }}_reached_epoch is not null
    {{ 'union all' if not loop.last }}
    {% endfor -%}
),

steps as (
    select * from {{ ref('funnel_steps') }}
),

mql_entries as (
    select
        entered.lead_key,
        entered.definition_key,
        steps.step,
        steps.maturity_days,
        entered.mql_epoch as cohort_epoch,
        entered.reached_epoch as entered_epoch,
        converted.reached_epoch as converted_epoch
    from reached as entered
    inner join steps on entered.stage = steps.entered_stage
    left join reached as converted
        on
            entered.lead_key = converted.lead_key
            and entered.definition_key = converted.definition_key
            and entered.mql_epoch = converted.mql_epoch
            and steps.converted_stage = converted.stage
),

first_mqls as (
    select
        lead_key,
        definition_key,
        min(mql_epoch) as mql_epoch,
        min(case when is_in_force then mql_epoch end) as in_force_epoch
    from stages
    group by lead_key, definition_key
)

select
    entries.lead_key,
    entries.definition_key,
    entries.step,
    entries.maturity_days,
    entries.cohort_epoch,
    entries.entered_epoch,
    entries.converted_epoch,
    stages.is_in_force,
    entries.converted_epoch as in_force_converted_epoch,
    cast(stages.tier as {{ dbt.type_string() }}) as tier,
    stages.trigger_id
from mql_entries as entries
inner join stages
    on
        entries.lead_key = stages.lead_key
        and entries.definition_key = stages.definition_key
        and entries.cohort_epoch = stages.mql_epoch
union all
select
    leads.lead_key,
    definitions.definition_key,
    steps.step,
    steps.maturity_days,
    leads.known_epoch as cohort_epoch,
    leads.known_epoch as entered_epoch,
    first_mqls.mql_epoch as converted_epoch,
    true as is_in_force,
    first_mqls.in_force_epoch as in_force_converted_epoch,
    null as tier,
    null as trigger_id
from {{ ref('int_leads') }} as leads
cross join {{ ref('stg_definitions') }} as definitions
inner join steps on steps.entered_stage = 'lead'
left join first_mqls on leads.lead_key = first_mqls.lead_key and definitions.definition_key = first_mqls.definition_key
