-- what each signal says of winning, by Mantel and Haenszel over the moments at which won deals were opened, with the variance of
-- Greenland and Robins: at each, the lead that bought against those of its age, so that nobody had longer to show the signal
with

risk_sets as (
    select
        risk_sets.*,
        case when has_signal then 1 else 0 end as case_with,
        {{ share('peers_with_signal', 'peers') }} as peer_share,
        {{ share('(peers_with_signal + case when has_signal then 1 else 0 end)', '(peers + 1)') }} as share_at_risk
    from {{ ref('int_signal_risk_sets') }} as risk_sets
),

summed as (
    select
        signal_key,
        count(*) as won_leads,
        sum(case_with) as won_leads_with,
        avg(cast(peers as {{ type_double() }})) as peers,
        {{ sum_of_shares('peer_share') }} / count(peer_share) as peer_share,
        {{ sum_of_shares('share_at_risk') }} as expected_with,
        {{ sum_of_shares('case_with * (1 - share_at_risk)') }} as with_weight,
        {{ sum_of_shares('(1 - case_with) * share_at_risk') }} as without_weight,
        {{ sum_of_shares('share_at_risk * (1 - share_at_risk)') }} as variance
    from risk_sets
    group by signal_key
),

-- where all or none of those who bought had shown it, one more of them, half with it and half without, keeps the interval finite
corrected as (
    select
        summed.*,
        with_weight / nullif(without_weight, 0) as risk_ratio,
        case when with_weight > 0 and without_weight > 0 then 0 else 0.5 end as half,
        expected_with / won_leads as mean_share
    from summed
),

weighed as (
    select
        corrected.*,
        with_weight + half * (1 - mean_share) as with_sum,
        without_weight + half * mean_share as without_sum,
        variance + 2 * half * mean_share * (1 - mean_share) as variance_sum
    from corrected
),

bounded as (
    select
        weighed.*,
        with_sum / nullif(without_sum, 0) as corrected_ratio,
        variance_sum / nullif(with_sum * without_sum, 0) as log_variance
    from weighed
)

select
    signal_key,
    won_leads,
    won_leads_with,
    peers,
    peer_share,
    expected_with,
    risk_ratio,
    case when risk_ratio = 0 then 0 else {{ ratio_lower('corrected_ratio', 'log_variance') }} end as ratio_lower,
    case when risk_ratio is not null then {{ ratio_upper('corrected_ratio', 'log_variance') }} end as ratio_upper
from bounded
