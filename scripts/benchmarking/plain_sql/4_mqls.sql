-- the first day at the threshold, for those who fit
select
    daily_scores.lead_id,
    min(daily_scores.scored_on) as mql_on
from daily_scores
inner join leads on daily_scores.lead_id = leads.lead_id
where leads.region in ('north_america', 'europe') and daily_scores.score >= 40
group by daily_scores.lead_id
