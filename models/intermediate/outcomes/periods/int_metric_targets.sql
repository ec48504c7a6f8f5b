-- what a definition's metrics should come to: of several commitments to one, the strictest
with

commitments as (
    select * from {{ ref('stg_commitments') }}
),

metrics as (
    select * from {{ ref('metrics') }}
)

select
    commitments.definition_key,
    commitments.metric,
    max(case when commitments.comparison = 'at_least' then commitments.target end) as target_at_least,
    min(case when commitments.comparison = 'at_most' then commitments.target end) as target_at_most
from commitments
inner join metrics on commitments.metric = metrics.metric and commitments.unit = metrics.target_unit
group by commitments.definition_key, commitments.metric
