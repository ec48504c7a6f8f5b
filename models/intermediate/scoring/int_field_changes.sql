-- each later time at which a field changed that a definition reads
with

changes as (
    select * from {{ ref('int_lead_field_values') }}
    where is_change
),

fields_read as (
    select distinct
        fit_rules.definition_key,
        attributes.field
    from {{ ref('stg_fit_rules') }} as fit_rules
    inner join {{ ref('attributes') }} as attributes on fit_rules.attribute = attributes.attribute
    where attributes.field is not null
)

select distinct
    changes.lead_key,
    fields_read.definition_key,
    changes.valid_from as at_epoch
from changes
inner join fields_read on changes.field = fields_read.field
