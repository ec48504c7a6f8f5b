-- whether each MQL came with all the context that a rep needs
{% set fields = ['email', 'name', 'company', 'title', 'source', 'trigger_reason'] %}

with

mqls as (
    select
        cycles.lead_key,
        cycles.definition_key,
        cycles.mql_epoch,
        readings.email_kind is not null as has_email,
        coalesce(own_rows.first_name, own_rows.last_name) is not null as has_name,
        coalesce(own_rows.company_name, readings.company_domain) is not null as has_company,
        readings.job_title is not null as has_title,
        readings.lead_source is not null as has_source,
        coalesce(nullif(trim(triggers.name), ''), triggers.trigger_id) is not null as has_trigger_reason
    from {{ ref('int_mql_cycles') }} as cycles
    inner join {{ ref('int_leads') }} as leads on cycles.lead_key = leads.lead_key
    inner join {{ ref('stg_leads') }} as own_rows on leads.lead_id = own_rows.lead_id
    inner join {{ ref('stg_triggers') }} as triggers on cycles.trigger_key = triggers.trigger_key
    left join {{ ref('int_lead_readings') }} as readings
        on
            cycles.lead_key = readings.lead_key
            and cycles.mql_epoch >= readings.valid_from
            and cycles.mql_epoch < readings.valid_to
)

select
    mqls.*,
    has_email and has_name and has_company and has_title and has_source and has_trigger_reason as is_complete,
    -- each preceded by a comma and a space, so that all but the first two characters are the list
    nullif(substr(
        {% for field in fields -%}
        case when has_{{ field }} then '' else ', {{ field }}' end{{ ' ||' if not loop.last }}
        {% endfor -%}
        , 3
    ), '') as missing_fields
from mqls
