-- the leads that were restated, under each id by which raw rows may name them
with

restated as (
    select distinct
        lead_id,
        lead_key
    from {{ ref('int_restatements') }}
),

merged_leads as (
    select distinct
        lead_id,
        survivor_id
    from {{ ref('base_leads') }}
)

select
    lead_id,
    lead_key,
    lead_id as raw_lead_id
from restated
union
select
    restated.lead_id,
    restated.lead_key,
    merged_leads.lead_id as raw_lead_id
from restated
inner join merged_leads on restated.lead_id = merged_leads.survivor_id
where merged_leads.lead_id is not null
