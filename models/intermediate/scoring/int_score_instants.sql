-- every instant at which a lead may qualify: something new, the lead becoming known, or a field that changed
{{ config(materialized='incremental', incremental_strategy='replace_leads_and_definitions') }}

with

gated_leads as (
    select * from {{ ref('int_gated_leads') }}
    where {{ is_at_work() }}
),

awaiting_points as (
    select distinct needs.definition_key
    from {{ ref('int_trigger_needs') }} as needs
    inner join {{ ref('int_evaluated_triggers') }} as evaluated on needs.trigger_key = evaluated.trigger_key
    where needs.awaits_points
),

instants as (
    select
        lead_key,
        definition_key,
        at_epoch
    from {{ ref('int_condition_changes') }}
    where is_news and {{ is_at_work() }}
    union all
    select
        gated_leads.lead_key,
        gated_leads.definition_key,
        awards.moment_epoch as at_epoch
    from {{ ref('int_awards') }} as awards
    inner join awaiting_points on awards.definition_key = awaiting_points.definition_key
    inner join gated_leads on awards.lead_key = gated_leads.lead_key and awards.definition_key = gated_leads.definition_key
    union all
    select
        gated_leads.lead_key,
        gated_leads.definition_key,
        leads.known_epoch as at_epoch
    from gated_leads
    inner join {{ ref('int_leads') }} as leads on gated_leads.lead_key = leads.lead_key
    union all
    select
        gated_leads.lead_key,
        gated_leads.definition_key,
        changes.at_epoch
    from gated_leads
    inner join {{ ref('int_field_changes') }} as changes
        on gated_leads.lead_key = changes.lead_key and gated_leads.definition_key = changes.definition_key
)

select distinct
    lead_key,
    definition_key,
    at_epoch
from instants
