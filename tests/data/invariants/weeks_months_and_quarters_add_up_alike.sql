-- what the weeks, the months and the quarters of a definition count comes to the same
with

sums as (
    select
        definition_id,
        version,
        metric,
        period_grain,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from {{ ref('fct_funnel_periods') }}
    where metric in ('mql_volume', 'lead_to_mql_rate', 'mql_to_won_rate', 'response_within_sla_rate', 'worked_rate', 'complete_data_rate')
    group by definition_id, version, metric, period_grain
)

select
    definition_id,
    version,
    metric
from sums
group by definition_id, version, metric
having
    min(numerator) <> max(numerator)
    or min(denominator) <> max(denominator)
    or count(*) <> 3
