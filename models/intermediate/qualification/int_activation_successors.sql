-- were an activation an MQL: when it reopens, and which activation would be the next MQL
{{ config(materialized='incremental', incremental_strategy='replace_leads_and_definitions') }}

with

renewals as (
    select
        renewals.*,
        renewals.first_word = 'rejected' and renewals.first_word_epoch < renewals.first_fresh_epoch as is_rejected_first
    from {{ ref('int_activation_renewals') }} as renewals
    where {{ is_at_work() }}
),

reopenings as (
    select
        lead_key,
        definition_key,
        mql_epoch,
        first_fresh_epoch,
        coalesce(is_rejected_first, false) as is_rejected_first,
        case
            when not coalesce(is_rejected_first, false) then gap_ends_epoch
            when requalify_after_days is null then {{ end_of_time() }}
            else first_word_epoch + {{ days_to_seconds('requalify_after_days') }}
        end as reopens_epoch
    from renewals
),

instants as (
    select * from {{ ref('int_activation_instants') }}
    where {{ is_at_work() }}
),

-- only a rejection moves the reopening away from the gap
queries as (
    select
        lead_key,
        definition_key,
        mql_epoch,
        greatest(reopens_epoch, mql_epoch + 1) as from_epoch
    from reopenings
    where is_rejected_first
),

{{ fresh_activations() }}

select
    reopenings.lead_key,
    reopenings.definition_key,
    reopenings.mql_epoch,
    reopenings.reopens_epoch,
    nullif(coalesce(answers.fresh_epoch, reopenings.first_fresh_epoch), {{ end_of_time() }}) as next_mql_epoch
from reopenings
left join answers
    on
        reopenings.lead_key = answers.lead_key
        and reopenings.definition_key = answers.definition_key
        and reopenings.mql_epoch = answers.mql_epoch
