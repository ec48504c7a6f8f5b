{{ config(materialized='incremental', incremental_strategy='replace_profiles') }}

with

aliases as (
    select * from {{ ref('int_leads') }}
),

-- the lead's own row and changes say who it is; those of leads merged into it are kept in the audit only
changes as (
    select
        aliases.lead_key,
        aliases.known_epoch,
        changes.field,
        {{ epoch_seconds('changes.changed_at') }} as changed_epoch,
        changes.old_value,
        changes.new_value,
        changes.is_applied
    from {{ ref('stg_lead_changes') }} as changes
    inner join aliases on changes.lead_id = aliases.lead_id
    where
        (changes.field = 'owner_id' or changes.field in (select attributes.field from {{ ref('attributes') }} as attributes))
        and {{ is_profile_at_work('aliases.lead_key') }}
),

numbered as (
    select
        changes.*,
        row_number() over (
            partition by lead_key, field
            order by changed_epoch, old_value nulls first, new_value nulls first
        ) as change_number,
        row_number() over (
            partition by lead_key, field, changed_epoch
            order by old_value desc nulls last, new_value desc nulls last
        ) as from_last
    from changes
),

-- what stood before a field's first change is that change's old value
starts as (
    select
        lead_key,
        field,
        known_epoch,
        {{ beginning_of_time() }} as started_epoch,
        old_value as field_value
    from numbered
    where change_number = 1
    union all
    select
        lead_key,
        field,
        known_epoch,
        changed_epoch as started_epoch,
        new_value as field_value
    from numbered
    where is_applied and from_last = 1
),

ended as (
    select
        starts.*,
        lead(started_epoch) over (partition by lead_key, field order by started_epoch) as ended_epoch
    from starts
),

known as (
    select
        ended.lead_key,
        ended.field,
        ended.field_value,
        greatest(ended.started_epoch, ended.known_epoch) as valid_from,
        ended.known_epoch
    from ended
    where ended.ended_epoch is null or ended.ended_epoch > ended.known_epoch
),

compared as (
    select
        known.*,
        lag(field_value) over (partition by lead_key, field order by valid_from) as previous_value
    from known
),

distinct_neighbours as (
    select * from compared
    where
        valid_from = known_epoch
        or coalesce(field_value, '') <> coalesce(previous_value, '')
)

select
    lead_key,
    field,
    field_value,
    valid_from,
    coalesce(lead(valid_from) over (partition by lead_key, field order by valid_from), {{ end_of_time() }}) as valid_to
from distinct_neighbours
