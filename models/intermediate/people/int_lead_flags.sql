with

leads as (
    select * from {{ ref('int_leads') }}
),

flags as (
    select distinct attribute
    from {{ ref('attributes') }}
    where attribute in ('is_customer', 'has_open_opportunity')
),

spans as (
    select
        spans.lead_key,
        spans.attribute,
        greatest(spans.valid_from, leads.known_epoch) as valid_from,
        spans.valid_to
    from {{ ref('int_lead_flag_spans') }} as spans
    inner join leads on spans.lead_key = leads.lead_key
    where spans.valid_to > leads.known_epoch
),

ends as (
    select
        leads.lead_key,
        flags.attribute,
        leads.known_epoch as at_epoch,
        0 as opened
    from leads
    cross join flags
    union all
    select
        lead_key,
        attribute,
        valid_from as at_epoch,
        1 as opened
    from spans
    union all
    select
        lead_key,
        attribute,
        valid_to as at_epoch,
        -1 as opened
    from spans
    where valid_to < {{ end_of_time() }}
),

by_instant as (
    select
        lead_key,
        attribute,
        at_epoch,
        sum(opened) as opened
    from ends
    group by lead_key, attribute, at_epoch
)

select
    lead_key,
    attribute,
    sum(opened) over (partition by lead_key, attribute order by at_epoch) > 0 as flag,
    at_epoch as valid_from,
    coalesce(lead(at_epoch) over (partition by lead_key, attribute order by at_epoch), {{ end_of_time() }}) as valid_to
from by_instant
