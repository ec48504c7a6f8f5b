-- Step 3. What becomes of the MQLs? Each rate in the newest quarter that has had its time, against its band and the quarter before.
select
    definitions.definition_id,
    definitions.version,
    metrics.metric,
    metrics.quarter,
    cast(metrics.numerator as {{ dbt.type_bigint() }}) as reached,
    cast(metrics.denominator as {{ dbt.type_bigint() }}) as of_these,
    {{ rounded('metrics.value', 3) }} as rate,
    {{ rounded('metrics.lower_95', 3) }} as lower_95,
    {{ rounded('metrics.upper_95', 3) }} as upper_95,
    {{ rounded('metrics.previous_value', 3) }} as previous_rate,
    metrics.band,
    metrics.is_band_certain,
    metrics.action
from {{ ref('int_review_metrics') }} as metrics
inner join {{ ref('stg_definitions') }} as definitions on metrics.definition_key = definitions.definition_key and definitions.is_active
where metrics.metric in ('mql_to_opportunity_rate', 'mql_to_sql_rate', 'accepted_to_sql_rate', 'sql_to_opportunity_rate', 'mql_to_won_rate')
order by definitions.version desc, metrics.metric asc
limit 40
