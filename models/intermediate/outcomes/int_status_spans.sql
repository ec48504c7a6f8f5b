with

-- of several at one second the one furthest down the funnel stands
standing as (
    select
        lead_key,
        definition_key,
        at_epoch,
        {{ value_at_min('status', '-precedence') }} as status
    from {{ ref('int_status_transitions') }}
    group by lead_key, definition_key, at_epoch
),

before_recycling as (
    select
        standing.*,
        lag(status) over (partition by lead_key, definition_key order by at_epoch) as previous_status
    from standing
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
