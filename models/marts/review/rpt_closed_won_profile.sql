with

deals as (
    select * from {{ ref('int_won_deal_contacts') }}
),

-- what came after the deal was opened is no first step towards it
conversions as (
    select
        deals.opportunity_id,
        deals.definition_key,
        event_types.event_type,
        events.occurred_epoch,
        row_number() over (
            partition by deals.opportunity_id, deals.definition_key
            order by events.occurred_epoch, events.event_id
        ) as conversion_number
    from deals
    inner join {{ ref('int_events') }} as events on deals.lead_key = events.lead_key and deals.created_epoch > events.moment_epoch
    inner join {{ ref('int_event_group_types') }} as group_types
        on events.event_type_key = group_types.event_type_key and group_types.event_group = 'conversion'
    inner join {{ ref('int_event_types') }} as event_types on events.event_type_key = event_types.event_type_key
),

first_conversions as (
    select * from conversions
    where conversion_number = 1
)

select
    deals.opportunity_id,
    definitions.definition_id,
    definitions.version,
    {{ timestamp_at('deals.closed_epoch') }} as closed_at,
    {{ local_date(timestamp_at('deals.closed_epoch')) }} as closed_on,
    cast(row_number() over (
        partition by deals.definition_key order by deals.closed_epoch desc, deals.opportunity_id asc
    ) as {{ dbt.type_int() }}) as recency_rank,
    leads.lead_id,
    deals.contact_kind,
    {{ timestamp_at('deals.look_epoch') }} as looked_at,
    readings.employee_count,
    readings.segment,
    readings.industry,
    readings.region,
    readings.job_title,
    readings.seniority,
    readings.job_function,
    readings.lead_source,
    first_conversions.event_type as first_conversion,
    {{ timestamp_at('first_conversions.occurred_epoch') }} as first_conversion_at,
    deals.trigger_id,
    deals.tier,
    {{ days_of('deals.mql_epoch - leads.known_epoch') }} as lead_to_mql_days,
    {{ days_of('deals.created_epoch - deals.mql_epoch') }} as mql_to_opportunity_days,
    {{ days_of('deals.closed_epoch - deals.mql_epoch') }} as mql_to_won_days,
    {{ days_of('deals.closed_epoch - deals.created_epoch') }} as opportunity_to_closed_days,
    deals.amount_usd
from deals
inner join {{ ref('stg_definitions') }} as definitions on deals.definition_key = definitions.definition_key
left join {{ ref('int_leads') }} as leads on deals.lead_key = leads.lead_key
left join {{ ref('int_lead_readings') }} as readings
    on deals.lead_key = readings.lead_key and deals.look_epoch >= readings.valid_from and deals.look_epoch < readings.valid_to
left join first_conversions
    on deals.opportunity_id = first_conversions.opportunity_id and deals.definition_key = first_conversions.definition_key
