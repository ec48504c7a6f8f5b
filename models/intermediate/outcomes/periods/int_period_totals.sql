-- all that is counted of each period, side by side; a period in which nothing happened counts 0
{% set counted = {
    'mqls': [
        'mqls', 'first_mqls', 'decided_accepted', 'decided_rejected', 'accepted', 'qualified', 'with_opportunity', 'won', 'answered_in_time',
        'answered_or_due', 'answered', 'rejected_with_reason', 'ever_rejected', 'rejected_as_bad_fit',
    ],
    'service': [
        'touches', 'channels', 'work_over', 'worked_in_time', 'worked_or_over', 'worked', 'decided_in_time', 'decided_or_due', 'complete',
        'assigned', 'notified',
    ],
    'stages': [
        'first_mql_in_period', 'decided_accepted_in_period', 'decided_rejected_in_period', 'accepted_reached_in_period',
        'sql_reached_in_period', 'opportunity_reached_in_period', 'won_reached_in_period',
    ],
    'leads': ['leads', 'leads_with_mql'],
    'deals': [
        'opened_usd', 'influenced_usd', 'closed_with_mql', 'won_with_mql', 'won_sourced', 'won_sourced_usd', 'won_sourced_with_amount',
        'won_in_scope', 'missed',
    ],
} %}
{% set measured = {
    'mqls': ['lead_to_mql_days', 'mql_to_opportunity_days', 'mql_to_won_days', 'response_minutes'],
    'service': ['worked_days', 'routing_minutes', 'notification_seconds'],
} %}

with

periods as (
    select
        definitions.definition_key,
        periods.period_grain,
        periods.period_start_on,
        periods.period_end_on
    from {{ ref('int_periods') }} as periods
    cross join {{ ref('stg_definitions') }} as definitions
)

select
    periods.*
    {%- for source, columns in counted.items() %}
    {%- for column in columns %},
    {{ summed('coalesce(' ~ source ~ '.' ~ column ~ ', 0)') }} as {{ column }}
    {%- endfor %}
    {%- endfor %}
    {%- for source, columns in measured.items() %}
    {%- for column in columns %},
    cast({{ source }}.{{ column }} as {{ type_double() }}) as {{ column }}
    {%- endfor %}
    {%- endfor %},
    {{ summed('costs.cost_usd') }} as cost_usd,
    cast({{ var('sales_reps', none) or 'null' }} as {{ type_double() }}) as sales_reps
from periods
left join {{ ref('int_period_mqls') }} as mqls
    on
        periods.definition_key = mqls.definition_key
        and periods.period_grain = mqls.period_grain
        and periods.period_start_on = mqls.period_start_on
left join {{ ref('int_period_service') }} as service
    on
        periods.definition_key = service.definition_key
        and periods.period_grain = service.period_grain
        and periods.period_start_on = service.period_start_on
left join {{ ref('int_period_stages') }} as stages
    on
        periods.definition_key = stages.definition_key
        and periods.period_grain = stages.period_grain
        and periods.period_start_on = stages.period_start_on
left join {{ ref('int_period_leads') }} as leads
    on
        periods.definition_key = leads.definition_key
        and periods.period_grain = leads.period_grain
        and periods.period_start_on = leads.period_start_on
left join {{ ref('int_period_deals') }} as deals
    on
        periods.definition_key = deals.definition_key
        and periods.period_grain = deals.period_grain
        and periods.period_start_on = deals.period_start_on
left join {{ ref('int_period_costs') }} as costs
    on periods.period_grain = costs.period_grain and periods.period_start_on = costs.period_start_on
