-- each later time at which a field changed that a definition reads
with

changes as (
    select
        leads.lead_key,
        changes.field,
        {{ epoch_seconds('changes.changed_at') }} as at_epoch
    from {{ ref('stg_lead_changes') }} as changes
    inner join {{ ref('int_leads') }} as leads on changes.lead_id = leads.lead_id
    where
        changes.is_applied
        and changes.changed_at > leads.known_at
        and coalesce(changes.new_value, '') <> coalesce(changes.old_value, '')
),

fields_read as (
    select distinct
        fit_rules.definition_key,
        attributes.field
    from {{ ref('stg_evaluated_fit_rules') }} as fit_rules
    inner join {{ ref('attributes') }} as attributes on fit_rules.attribute = attributes.attribute
    where attributes.field is not null
)

select distinct
    changes.lead_key,
    fields_read.definition_key,
    changes.at_epoch
from changes
inner join fields_read on changes.field = fields_read.field
