-- the MQLs that a version made while it was in force, and that no earlier version still held
with

mqls as (
    select
        mqls.lead_key,
        mqls.definition_key,
        mqls.mql_epoch,
        coalesce(mqls.reopens_epoch, {{ end_of_time() }}) as reopens_epoch,
        definitions.definition_id,
        definitions.version,
        mqls.mql_epoch >= coalesce({{ epoch_seconds('cast(definitions.effective_from as timestamp)') }}, {{ beginning_of_time() }})
        and mqls.mql_epoch < coalesce({{ epoch_seconds('cast(definitions.effective_to as timestamp)') }}, {{ end_of_time() }})
            as is_within_dates
    from {{ ref('int_mqls') }} as mqls
    inner join {{ ref('stg_definitions') }} as definitions on mqls.definition_key = definitions.definition_key
),

held_by_earlier_version as (
    select distinct
        mqls.lead_key,
        mqls.definition_key,
        mqls.mql_epoch
    from mqls
    inner join mqls as earlier
        on
            mqls.lead_key = earlier.lead_key
            and mqls.definition_id = earlier.definition_id
            and mqls.version > earlier.version
            and mqls.mql_epoch >= earlier.mql_epoch
            and mqls.mql_epoch < earlier.reopens_epoch
    where earlier.is_within_dates
)

select
    mqls.lead_key,
    mqls.definition_key,
    mqls.mql_epoch
from mqls
left join held_by_earlier_version as held
    on
        mqls.lead_key = held.lead_key
        and mqls.definition_key = held.definition_key
        and mqls.mql_epoch = held.mql_epoch
where mqls.is_within_dates and held.lead_key is null
