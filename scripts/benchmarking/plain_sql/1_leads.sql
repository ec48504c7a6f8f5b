-- one row a person: the newest row of each id, then those that were merged follow their survivor, twice at most
with

ranked as (
    select
        *,
        row_number() over (partition by lead_id order by updated_at desc, loaded_at desc) as newest
    from raw_leads
),

current_leads as (
    select
        lead_id,
        merged_into,
        country,
        created_at
    from ranked
    where newest = 1 and not coalesce(is_deleted, false) and created_at <= as_of()
),

survivors as (
    select
        leads.lead_id,
        leads.created_at,
        coalesce(second_merge.merged_into, first_merge.merged_into, leads.merged_into, leads.lead_id) as survivor_id
    from current_leads as leads
    left join current_leads as first_merge on leads.merged_into = first_merge.lead_id
    left join current_leads as second_merge on first_merge.merged_into = second_merge.lead_id
),

known as (
    select
        survivor_id,
        min(created_at) as known_at,
        list(lead_id) as lead_ids
    from survivors
    group by survivor_id
)

select
    known.survivor_id as lead_id,
    known.lead_ids,
    known.known_at,
    countries.region
from known
inner join current_leads on known.survivor_id = current_leads.lead_id
left join countries on lower(trim(current_leads.country)) = countries.name
