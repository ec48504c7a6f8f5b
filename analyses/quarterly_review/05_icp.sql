-- Step 5. Does who buys still fit the rules of the gate? Each rule, the buyers of the last whole quarter against all before them.
with

quarters as (
    select
        definitions.definition_id,
        definitions.version,
        metrics.quarter,
        metrics.quarter_starts_on
    from {{ ref('int_review_metrics') }} as metrics
    inner join {{ ref('stg_definitions') }} as definitions on metrics.definition_key = definitions.definition_key and definitions.is_active
    where metrics.metric = 'false_negative_rate'
)

select
    drift.definition_id,
    drift.version,
    quarters.quarter,
    drift.rule_in_words,
    drift.deals_within_rule,
    drift.known_deals,
    {{ rounded('drift.within_rule_rate', 3) }} as within_rule_rate,
    {{ rounded('drift.within_rule_rate_lower', 3) }} as lower_95,
    {{ rounded('drift.within_rule_rate_upper', 3) }} as upper_95,
    {{ rounded('drift.change_on_earlier', 3) }} as change_on_earlier,
    drift.earlier_known_deals,
    coalesce(drift.most_common_value, cast(drift.median_value as {{ dbt.type_string() }})) as typical_buyer,
    drift.verdict
from {{ ref('rpt_icp_drift') }} as drift
inner join quarters
    on
        drift.definition_id = quarters.definition_id
        and drift.version = quarters.version
        and drift.quarter_starts_on = quarters.quarter_starts_on
order by drift.version desc, drift.within_rule_rate asc, drift.rule_id asc
limit 40
