with recursive

newest as (
    select
        lead_id,
        merged_into
    from {{ ref('base_lead_versions') }}
    where
        row_quarantine_reason is null
        and version_rank = 1
        and not is_key_deleted
        and created_at <= {{ as_of() }}
),

-- a merge into a lead that is not there (never, no longer or not yet) is no merge
merges as (
    select
        merged.lead_id,
        merged.merged_into
    from newest as merged
    inner join newest as survivors on merged.merged_into = survivors.lead_id
),

chains as (
    select
        lead_id,
        merged_into as reached,
        '|' || lead_id || '|' as path
    from merges
    union all
    select
        chains.lead_id,
        merges.merged_into as reached,
        chains.path || merges.lead_id || '|' as path
    from chains
    inner join merges on chains.reached = merges.lead_id
    where {{ dbt.position("'|' || chains.reached || '|'", 'chains.path') }} = 0
),

cycles as (
    select distinct lead_id
    from chains
    where lead_id = reached
),

ends as (
    select
        chains.lead_id,
        chains.reached
    from chains
    left join merges on chains.reached = merges.lead_id
    where merges.lead_id is null
),

-- the last lead before a cycle stands for those that were merged towards it
stops as (
    select
        chains.lead_id,
        min(case when cycles.lead_id is null then chains.reached end) as reached
    from chains
    left join cycles on chains.reached = cycles.lead_id
    left join merges on chains.reached = merges.lead_id
    left join cycles as next_cycles on merges.merged_into = next_cycles.lead_id
    where cycles.lead_id is null and next_cycles.lead_id is not null
    group by chains.lead_id
)

select
    merges.lead_id,
    coalesce(ends.reached, stops.reached, merges.lead_id) as survivor_id,
    cycles.lead_id is not null as is_in_cycle
from merges
left join ends on merges.lead_id = ends.lead_id
left join stops on merges.lead_id = stops.lead_id
left join cycles on merges.lead_id = cycles.lead_id
