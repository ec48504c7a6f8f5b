-- what a lead may show before it buys: events of a group, or a value of an attribute; and among whom it is looked for
with

found as (
    select distinct
        'event_group' as signal_kind,
        event_group as subject,
        'seen' as value
    from {{ ref('int_event_group_types') }}
    union all
    select distinct
        'attribute' as signal_kind,
        attribute as subject,
        value_text as value
    from {{ ref('int_lead_traits') }}
)

-- a base is counted like a signal: 0 is every lead, those below it are the leads of which an attribute is known
select
    cast(row_number() over (order by signal_kind, subject, value) as {{ dbt.type_int() }}) as signal_key,
    cast(
        case when signal_kind = 'attribute' then -dense_rank() over (partition by signal_kind order by subject) else 0 end
        as {{ dbt.type_int() }}
    ) as base_key,
    signal_kind,
    subject,
    value
from found
