-- every person on every day since they became known
with

days as (
    select
        lead_id,
        cast(unnest(generate_series(cast(known_at as date), cast(as_of() as date), interval 1 day)) as date) as scored_on
    from leads
),

daily_points as (
    select
        lead_id,
        scored_on,
        sum(points) as points
    from events
    group by lead_id, scored_on
)

select
    days.lead_id,
    days.scored_on,
    sum(coalesce(daily_points.points, 0)) over (
        partition by days.lead_id
        order by days.scored_on
    ) as score
from days
left join daily_points on days.lead_id = daily_points.lead_id and days.scored_on = daily_points.scored_on
