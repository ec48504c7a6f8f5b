-- every local day from before the first thing anyone did until a year and more after as_of; counted back from the end, so that a lead
-- known since the year 1 costs a century of days and not the last years
with

bounds as (
    select
        min(known_epoch) - 86400 * 7 as first_epoch,
        {{ as_of_epoch() }} + 86400 * 550 as last_epoch
    from {{ ref('int_leads') }}
),

numbers as (
    {{ numbers_below(40000) }}
)

select
    cast({{ timestamp_at('bounds.last_epoch - numbers.n * 86400') }} as date) as day_on,
    {{ iso_weekday(timestamp_at('bounds.last_epoch - numbers.n * 86400')) }} as iso_weekday
from bounds
inner join numbers on bounds.last_epoch - numbers.n * 86400 >= bounds.first_epoch
