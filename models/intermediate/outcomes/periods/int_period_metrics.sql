-- one row a metric: what stands above and below its line, in the cohort (numerator, denominator, value) and in the period itself
-- of: numerator, denominator (of a median: its value, and over how many); in_period: what happened in the period, over what
{% set metrics = {
    'mql_volume': {'of': ['mqls']},
    'lead_to_mql_rate': {'of': ['leads_with_mql', 'leads'], 'in_period': ['first_mql_in_period', 'leads']},
    'acceptance_rate': {'of': ['decided_accepted', 'mqls'], 'in_period': ['decided_accepted_in_period', 'mqls']},
    'acceptance_rate_decided': {
        'of': ['decided_accepted', 'decided_accepted + decided_rejected'],
        'in_period': ['decided_accepted_in_period', 'decided_accepted_in_period + decided_rejected_in_period'],
    },
    'rejection_rate': {'of': ['decided_rejected', 'mqls'], 'in_period': ['decided_rejected_in_period', 'mqls']},
    'mql_to_sql_rate': {'of': ['qualified', 'mqls'], 'in_period': ['sql_reached_in_period', 'mqls']},
    'accepted_to_sql_rate': {'of': ['qualified', 'accepted'], 'in_period': ['sql_reached_in_period', 'accepted_reached_in_period']},
    'sql_to_opportunity_rate': {
        'of': ['with_opportunity', 'qualified'],
        'in_period': ['opportunity_reached_in_period', 'sql_reached_in_period'],
    },
    'mql_to_opportunity_rate': {'of': ['with_opportunity', 'mqls'], 'in_period': ['opportunity_reached_in_period', 'mqls']},
    'mql_to_won_rate': {'of': ['won', 'mqls'], 'in_period': ['won_reached_in_period', 'mqls']},
    'win_rate': {'of': ['won_with_mql', 'closed_with_mql']},
    'lead_to_mql_days': {'of': ['lead_to_mql_days', 'first_mqls']},
    'mql_to_opportunity_days': {'of': ['mql_to_opportunity_days', 'with_opportunity']},
    'mql_to_won_days': {'of': ['mql_to_won_days', 'won']},
    'response_within_sla_rate': {'of': ['answered_in_time', 'answered_or_due']},
    'response_minutes': {'of': ['response_minutes', 'answered']},
    'decision_within_hours_rate': {'of': ['decided_in_time', 'decided_or_due']},
    'reason_given_rate': {'of': ['rejected_with_reason', 'ever_rejected']},
    'worked_touches': {'of': ['touches', 'work_over']},
    'worked_channels': {'of': ['channels', 'work_over']},
    'worked_business_days': {'of': ['worked_days', 'worked']},
    'worked_rate': {'of': ['worked_in_time', 'worked_or_over']},
    'false_negative_rate': {'of': ['missed', 'won_in_scope']},
    'complete_data_rate': {'of': ['complete', 'mqls']},
    'fit_at_rejection_rate': {'of': ['mqls - rejected_as_bad_fit', 'mqls']},
    'influenced_pipeline_rate': {'of': ['influenced_usd', 'opened_usd']},
    'average_deal_usd': {'of': ['won_sourced_usd', 'won_sourced_with_amount']},
    'cost_per_mql_usd': {'of': ['cost_usd', 'mqls']},
    'cost_per_won_usd': {'of': ['cost_usd', 'won_sourced']},
    'mqls_per_rep': {'of': ['mqls', 'sales_reps']},
    'notification_seconds': {'of': ['notification_seconds', 'notified']},
    'routing_minutes': {'of': ['routing_minutes', 'assigned']},
} %}
{% set columns = {
    'above_line': ['of', 0], 'below_line': ['of', 1], 'period_numerator': ['in_period', 0], 'period_denominator': ['in_period', 1]
} %}

with

counted as (
    select
        {%- for column, (side, place) in columns.items() %}
        case metrics.metric
            {%- for metric, terms in metrics.items() if terms.get(side, []) | length > place %}
            when '{{ metric }}' then {{ terms[side][place] }}
            {%- endfor %}
        end as {{ column }},
        {%- endfor %}
        totals.definition_key,
        totals.period_grain,
        totals.period_start_on,
        totals.period_end_on,
        metrics.metric,
        metrics.kind
    from {{ ref('int_period_totals') }} as totals
    cross join {{ ref('metrics') }} as metrics
)

select
    definition_key,
    period_grain,
    period_start_on,
    period_end_on,
    metric,
    kind,
    case when kind <> 'median' then above_line end as numerator,
    below_line as denominator,
    case when kind in ('count', 'median') then above_line else above_line / nullif(below_line, 0) end as value,
    period_numerator,
    period_denominator,
    period_numerator / nullif(period_denominator, 0) as period_value
from counted
