{{ config(tags=['definitions']) }}

with

conditions as (
    select distinct
        trim(definition_id) as definition_id,
        trim(version) as version,
        trim(trigger_id) as trigger_id
    from {{ ref('trigger_conditions') }}
),

triggers as (
    select
        triggers.*,
        conditions.trigger_id as trigger_with_condition
    from {{ ref('triggers') }} as triggers
    left join conditions
        on
            trim(triggers.definition_id) = conditions.definition_id
            and trim(triggers.version) = conditions.version
            and trim(triggers.trigger_id) = conditions.trigger_id
),

errors as (
    {{ repeated_definition_keys('triggers', 'triggers', ['definition_id', 'version', 'trigger_id']) }}
    union all
    {{ unknown_definitions('triggers', 'triggers', 'trigger_id') }}
    union all
    select
        'triggers.csv' as file_name,
        max({{ definition_row_name('trigger_id') }}) as row_name,
        'rank ' || trim(rank) || ' is used ' || cast(count(*) as {{ dbt.type_string() }})
        || ' times in this definition; ranks decide which trigger names an MQL and must differ' as message
    from triggers
    where not {{ is_blank('rank') }}
    group by trim(definition_id), trim(version), trim(rank)
    having count(*) > 1
    union all
    {{ definition_errors('triggers', 'triggers', definition_row_name('trigger_id'), [
        [is_blank('trigger_id'), "'trigger_id is blank; give the trigger a name'"],
        ["trigger_with_condition is null", "'the trigger has no condition in trigger_conditions.csv; give it one'"],
        [is_blank('rank') ~ ' or ' ~ is_no_whole_number('rank'), "'rank is ' || coalesce(rank, 'blank') || ', expected a whole number'"],
        ["coalesce(lower(trim(outcome)), '') not in ('mql', 'sql', 'review')",
         "'outcome is ' || coalesce(outcome, 'blank') || ', expected mql, sql or review'"],
        ["not " ~ is_blank('tier') ~ " and trim(tier) not in ('1', '2', '3', '4')", "'tier is ' || tier || ', expected 1, 2, 3 or 4'"],
        ["not " ~ is_blank('sla_clock') ~ " and lower(trim(sla_clock)) not in ('elapsed', 'business')",
         "'sla_clock is ' || sla_clock || ', expected elapsed or business'"],
        ['(' ~ is_no_number('sla_minutes') ~ ') or ' ~ to_number('sla_minutes') ~ ' < 0', "'sla_minutes is ' || sla_minutes || ', expected minutes or blank'"],
        [is_no_number('escalate_after_minutes'), "'escalate_after_minutes is ' || escalate_after_minutes || ', expected minutes or blank'"],
    ]) }}
)

select * from errors
