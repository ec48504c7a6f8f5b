with

placeholders as (
    select
        column_name,
        placeholder
    from {{ ref('null_placeholders') }}
),

-- a change that is still to come is not applied, yet says what stands until then
changes as (
    select * from {{ ref('base_lead_changes') }}
    where row_fate = 'staged' or (row_fate = 'held' and version_rank = 1)
)

select
    lead_id,
    field,
    changed_at,
    {% for value in ['old_value', 'new_value'] -%}
    case
        when lower({{ value }}) in (select placeholder from placeholders where column_name = '*') then null
        when field || '=' || lower({{ value }}) in (select column_name || '=' || placeholder from placeholders) then null
        else {{ value }}
    end as {{ value }},
    {% endfor -%}
    row_fate = 'staged' as is_applied,
    loaded_at
from changes
