-- the instants at which only fields changed that a variant does not read, as it dropped the one rule that did
with

variants as (
    select * from {{ ref('stg_evaluated_definitions') }}
    where variant_kind = 'gate_dropped'
),

changes as (
    select * from {{ ref('int_field_changes') }}
)

select
    changes.lead_key,
    variants.definition_key,
    changes.at_epoch
from changes
inner join variants on changes.definition_key = variants.variant_of
left join changes as read_changes
    on
        changes.lead_key = read_changes.lead_key
        and changes.at_epoch = read_changes.at_epoch
        and variants.definition_key = read_changes.definition_key
where read_changes.lead_key is null
