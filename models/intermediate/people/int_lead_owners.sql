-- the rep who owned each lead, over time: by the same rules as the attributes, though no definition may speak of it
with

changed as (
    select * from {{ ref('int_lead_field_values') }}
    where field = 'owner_id'
),

unchanged as (
    select
        leads.lead_key,
        own_rows.owner_id,
        leads.known_epoch
    from {{ ref('int_leads') }} as leads
    inner join {{ ref('stg_leads') }} as own_rows on leads.lead_id = own_rows.lead_id
    left join changed on leads.lead_key = changed.lead_key
    where changed.lead_key is null and own_rows.owner_id is not null
)

select
    lead_key,
    field_value as owner_id,
    valid_from,
    valid_to
from changed
where field_value is not null
union all
select
    lead_key,
    owner_id,
    known_epoch as valid_from,
    {{ end_of_time() }} as valid_to
from unchanged
