-- Step 1. How much of what marketing hands over does sales accept? The last quarter that has had its time, and the five before it.
with

quarters as (
    select
        acceptance.*,
        row_number() over (partition by acceptance.version order by acceptance.quarter_starts_on desc) as recency
    from {{ ref('rpt_acceptance') }} as acceptance
    inner join {{ ref('stg_definitions') }} as definitions
        on acceptance.definition_id = definitions.definition_id and acceptance.version = definitions.version and definitions.is_active
    where acceptance.is_mature
)

select
    definition_id,
    version,
    {{ quarter_name('quarter_starts_on') }} as quarter,
    mqls,
    accepted,
    rejected,
    pending,
    {{ rounded('acceptance_rate', 3) }} as acceptance_rate,
    {{ rounded('acceptance_rate_lower', 3) }} as lower_95,
    {{ rounded('acceptance_rate_upper', 3) }} as upper_95,
    {{ rounded('acceptance_rate_decided', 3) }} as of_decided,
    band,
    is_band_certain,
    action
from quarters
where recency <= 6
order by version desc, quarter_starts_on desc
limit 40
