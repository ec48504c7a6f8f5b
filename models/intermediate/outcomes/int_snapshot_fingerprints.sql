-- how many rows each date of the status snapshots has, and the sum of their hashes, without making the rows
with

spans as (
    select * from {{ ref('int_snapshot_spans') }}
),

changes as (
    select
        definition_id,
        version,
        begins_on as changed_on,
        1 as leads,
        status_hash
    from spans
    union all
    select
        definition_id,
        version,
        ends_on as changed_on,
        -1 as leads,
        -status_hash as status_hash
    from spans
    where ends_on is not null
),

marks as (
    select
        definition_id,
        version,
        changed_on as marked_on,
        false as is_snapshot,
        sum(leads) as leads,
        sum(status_hash) as status_hash
    from changes
    group by definition_id, version, changed_on
    union all
    select
        definitions.definition_id,
        definitions.version,
        dates.snapshot_on as marked_on,
        true as is_snapshot,
        0 as leads,
        0 as status_hash
    from {{ ref('stg_definitions') }} as definitions
    cross join {{ ref('int_snapshot_dates') }} as dates
),

standing as (
    select
        definition_id,
        version,
        marked_on,
        is_snapshot,
        sum(leads) over (
            partition by definition_id, version order by marked_on, is_snapshot rows unbounded preceding
        ) as leads,
        sum(status_hash) over (
            partition by definition_id, version order by marked_on, is_snapshot rows unbounded preceding
        ) as fingerprint
    from marks
)

select
    definition_id,
    version,
    marked_on as snapshot_on,
    leads,
    fingerprint
from standing
where is_snapshot and leads > 0
