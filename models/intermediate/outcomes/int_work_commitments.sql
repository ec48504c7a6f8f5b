-- what each definition calls a worked MQL and a decision in time; of two commitments to one thing the stricter counts
with

definitions as (
    select definition_key
    from {{ ref('stg_definitions') }}
),

commitments as (
    select * from {{ ref('stg_commitments') }}
)

select
    definitions.definition_key,
    max(case when commitments.metric = 'worked_touches' and commitments.comparison = 'at_least' then commitments.target end) as touches,
    max(case when commitments.metric = 'worked_channels' and commitments.comparison = 'at_least' then commitments.target end) as channels,
    min(case when commitments.metric = 'worked_business_days' and commitments.comparison = 'at_most' then commitments.target end) as days,
    min(case when commitments.metric = 'worked_business_days' and commitments.comparison = 'at_most' then commitments.unit end) as day_unit,
    min(case
        when commitments.metric = 'decision_within_hours_rate' and commitments.comparison = 'at_most' and commitments.unit = 'hours'
            then commitments.target
    end) as decision_hours
from definitions
left join commitments on definitions.definition_key = commitments.definition_key
group by definitions.definition_key
