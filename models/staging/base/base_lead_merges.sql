with recursive

newest as (
    select
        lead_id,
        merged_into,
        row_number() over (order by lead_id) as lead_number
    from {{ ref('base_lead_versions') }}
    where
        row_quarantine_reason is null
        and version_rank = 1
        and not is_key_deleted
        and created_at <= {{ as_of() }}
),

-- a merge into a lead that is not there (never, no longer or not yet) is no merge
merged_leads as (
    select
        merged.lead_id,
        merged.merged_into,
        survivors.lead_number as next_number
    from newest as merged
    inner join newest as survivors on merged.merged_into = survivors.lead_id
),

-- a path of numbers: an id may hold whatever parts the steps
chains as (
    select
        lead_id,
        merged_into as reached,
        '|' || cast(next_number as {{ dbt.type_string() }}) || '|' as path
    from merged_leads
    union all
    select
        chains.lead_id,
        merged_leads.merged_into as reached,
        chains.path || cast(merged_leads.next_number as {{ dbt.type_string() }}) || '|' as path
    from chains
    inner join merged_leads on chains.reached = merged_leads.lead_id
    where {{ dbt.position("'|' || cast(merged_leads.next_number as " ~ dbt.type_string() ~ ") || '|'", 'chains.path') }} = 0
),

ends as (
    select
        chains.lead_id,
        chains.reached
    from chains
    left join merged_leads on chains.reached = merged_leads.lead_id
    where merged_leads.lead_id is null
)

-- a chain without an end runs in a circle
select
    merged_leads.lead_id,
    coalesce(ends.reached, merged_leads.lead_id) as survivor_id,
    ends.reached is null as is_in_cycle
from merged_leads
left join ends on merged_leads.lead_id = ends.lead_id
