-- the instants at which a lead is looked at from outside, besides those at which it may qualify
with

leads as (
    select * from {{ ref('int_leads') }}
),

definitions as (
    select * from {{ ref('stg_definitions') }}
),

now_looks as (
    select
        lead_key,
        {{ as_of_epoch() }} as at_epoch
    from leads
),

-- a won deal is judged at the instant before it was opened, or when the lead became known if that is later
deal_looks as (
    select
        people.lead_key,
        greatest(people.created_epoch - 1, leads.known_epoch) as at_epoch
    from {{ ref('int_won_deal_people') }} as people
    inner join leads on people.lead_key = leads.lead_key
),

looks as (
    select * from now_looks
    union
    select * from deal_looks
)

select
    looks.lead_key,
    definitions.definition_key,
    cast(looks.at_epoch as {{ dbt.type_bigint() }}) as at_epoch
from looks
cross join definitions
