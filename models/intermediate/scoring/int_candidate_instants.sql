-- every instant at which a trigger may become active: something new, the lead becoming known, or a field that changed
{{ config(materialized='incremental', incremental_strategy='replace_leads_and_definitions') }}

with

gated_leads as (
    select * from {{ ref('int_gated_leads') }}
    where {{ is_at_work() }}
),

triggers as (
    select * from {{ ref('int_trigger_needs') }}
),

counting_conditions as (
    select distinct
        counter_key,
        trigger_key,
        definition_key
    from {{ ref('int_counter_uses') }}
    where condition_key is not null and at_least is not null
),

counted_news as (
    select
        gated_leads.lead_key,
        gated_leads.definition_key,
        counting_conditions.trigger_key,
        counts.at_epoch
    from {{ ref('int_counts') }} as counts
    inner join counting_conditions on counts.counter_key = counting_conditions.counter_key
    inner join gated_leads
        on counts.lead_key = gated_leads.lead_key and counting_conditions.definition_key = gated_leads.definition_key
    where counts.has_new
),

award_moments as (
    select distinct
        gated_leads.lead_key,
        gated_leads.definition_key,
        awards.moment_epoch
    from {{ ref('int_awards') }} as awards
    inner join gated_leads on awards.lead_key = gated_leads.lead_key and awards.definition_key = gated_leads.definition_key
),

awarded_news as (
    select
        award_moments.lead_key,
        award_moments.definition_key,
        triggers.trigger_key,
        award_moments.moment_epoch as at_epoch
    from award_moments
    inner join triggers on award_moments.definition_key = triggers.definition_key and triggers.awaits_points
),

known as (
    select
        gated_leads.lead_key,
        gated_leads.definition_key,
        triggers.trigger_key,
        leads.known_epoch as at_epoch
    from gated_leads
    inner join {{ ref('int_leads') }} as leads on gated_leads.lead_key = leads.lead_key
    inner join triggers on gated_leads.definition_key = triggers.definition_key
),

changed as (
    select
        gated_leads.lead_key,
        gated_leads.definition_key,
        triggers.trigger_key,
        changes.at_epoch
    from gated_leads
    inner join {{ ref('int_field_changes') }} as changes
        on gated_leads.lead_key = changes.lead_key and gated_leads.definition_key = changes.definition_key
    inner join triggers on gated_leads.definition_key = triggers.definition_key
),

instants as (
    select
        counted_news.*,
        true as is_news
    from counted_news
    union all
    select
        awarded_news.*,
        true as is_news
    from awarded_news
    union all
    select
        known.*,
        false as is_news
    from known
    union all
    select
        changed.*,
        false as is_news
    from changed
)

select
    lead_key,
    definition_key,
    trigger_key,
    at_epoch,
    max(case when is_news then 1 else 0 end) = 1 as is_news
from instants
group by lead_key, definition_key, trigger_key, at_epoch
