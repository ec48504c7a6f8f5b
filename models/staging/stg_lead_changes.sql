with

placeholders as (
    select column_name || '=' || placeholder as said
    from {{ ref('null_placeholders') }}
),

-- a change that is still to come is not applied, yet says what stands until then; of several in one second each is kept
changes as (
    select * from {{ ref('base_lead_changes') }}
    where row_fate in ('staged', 'held') and is_latest
)

select
    lead_id,
    field,
    changed_at,
    {% for value in ['old_value', 'new_value'] -%}
    case
        when '*=' || lower({{ value }}) in (select placeholders.said from placeholders) then null
        when field || '=' || lower({{ value }}) in (select placeholders.said from placeholders) then null
        else {{ value }}
    end as {{ value }},
    {% endfor -%}
    row_fate = 'staged' as is_applied,
    loaded_at
from changes
