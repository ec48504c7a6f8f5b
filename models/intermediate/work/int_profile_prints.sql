-- a number for what is said of each lead itself: its row and the changes of its fields
{% set fields = ['known_epoch'] + profile_fields() -%}

with

leads as (
    select
        leads.lead_key,
        leads.known_epoch,
        own_rows.*
    from {{ ref('int_leads') }} as leads
    inner join {{ ref('stg_leads') }} as own_rows on leads.lead_id = own_rows.lead_id
),

-- of all fields that change, those of which an attribute is made, and the owner
fields as (
    select distinct field
    from {{ ref('attributes') }}
    where field is not null
    union
    select 'owner_id' as field
),

prints as (
    select
        lead_key,
        {{ row_print(fields) }} as print
    from leads
    union all
    select
        leads.lead_key,
        {{ row_print(['changes.field', 'changes.changed_at', 'changes.old_value', 'changes.new_value', 'changes.is_applied']) }} as print
    from {{ ref('stg_lead_changes') }} as changes
    inner join {{ ref('int_leads') }} as leads on changes.lead_id = leads.lead_id
    where changes.field in (select fields.field from fields)
)

select
    lead_key,
    sum(print) as profile_print,
    '{{ code_print(['int_lead_companies', 'int_lead_traits']) }}' as code_print
from prints
group by lead_key
