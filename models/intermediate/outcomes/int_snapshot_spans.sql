-- each status past `lead`, and the first date at whose end it stood and no longer stood
with

spans as (
    select * from {{ ref('int_status_spans') }}
    where status <> 'lead'
),

named as (
    select
        leads.lead_id,
        definitions.definition_id,
        definitions.version,
        spans.status,
        spans.valid_from,
        {{ local_date(timestamp_at('spans.valid_from')) }} as begins_on,
        {{ local_date(timestamp_at('spans.valid_to')) }} as ends_on
    from spans
    inner join {{ ref('stg_definitions') }} as definitions on spans.definition_key = definitions.definition_key
    inner join {{ ref('int_leads') }} as leads on spans.lead_key = leads.lead_key
)

select
    named.*,
    {{ status_hash('valid_from') }} as status_hash
from named
