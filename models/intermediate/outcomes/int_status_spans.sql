with

transitions as (
    select * from {{ ref('int_status_transitions') }}
),

-- of several at one second the one furthest down the funnel stands
standing as (
    select
        lead_key,
        definition_key,
        at_epoch,
        max(precedence) as precedence
    from transitions
    group by lead_key, definition_key, at_epoch
),

named as (
    select distinct
        standing.lead_key,
        standing.definition_key,
        standing.at_epoch,
        transitions.status
    from standing
    inner join transitions
        on
            standing.lead_key = transitions.lead_key
            and standing.definition_key = transitions.definition_key
            and standing.at_epoch = transitions.at_epoch
            and standing.precedence = transitions.precedence
),

before_recycling as (
    select
        named.*,
        lag(status) over (partition by lead_key, definition_key order by at_epoch) as previous_status
    from named
),

-- only a lead that stands rejected is recycled
kept as (
    select
        lead_key,
        definition_key,
        at_epoch,
        status
    from before_recycling
    where status <> 'recycled' or previous_status = 'rejected'
),

compared as (
    select
        kept.*,
        lag(status) over (partition by lead_key, definition_key order by at_epoch) as previous_status
    from kept
)

select
    lead_key,
    definition_key,
    status,
    at_epoch as valid_from,
    lead(at_epoch) over (partition by lead_key, definition_key order by at_epoch) as valid_to
from compared
where previous_status is null or status <> previous_status
