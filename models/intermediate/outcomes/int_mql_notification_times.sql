-- how long it took from an MQL until somebody was told
with

notices as (
    select * from {{ ref('int_mql_notices') }}
    where kind = 'new_mql'
),

identified as (
    select
        notices.lead_key,
        notices.definition_key,
        notices.mql_epoch,
        {{ notification_id('notices.kind', mql_id(mqls='notices')) }} as notification_id
    from notices
    inner join {{ ref('stg_definitions') }} as definitions on notices.definition_key = definitions.definition_key
    inner join {{ ref('int_leads') }} as leads on notices.lead_key = leads.lead_key
),

sent as (
    select
        notification_id,
        {{ epoch_seconds('sent_at') }} as sent_epoch
    from {{ ref('int_sent_notifications') }}
)

-- an MQL that was told before its moment was moved by rows that landed late
select
    identified.lead_key,
    identified.definition_key,
    identified.mql_epoch,
    sent.sent_epoch - identified.mql_epoch as notification_seconds
from identified
inner join sent on identified.notification_id = sent.notification_id
where sent.sent_epoch between identified.mql_epoch and {{ as_of_epoch() }}
