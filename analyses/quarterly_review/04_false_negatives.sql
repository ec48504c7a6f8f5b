-- Step 4. Which deals were won that the definition never called qualified? Those of the last whole quarter, and what kept them out.
with

quarters as (
    select
        definitions.definition_key,
        definitions.definition_id,
        definitions.version,
        metrics.quarter,
        metrics.quarter_starts_on,
        {{ share_words('metrics.numerator', 'metrics.denominator') }} as missed_of_won
    from {{ ref('int_review_metrics') }} as metrics
    inner join {{ ref('stg_definitions') }} as definitions on metrics.definition_key = definitions.definition_key and definitions.is_active
    where metrics.metric = 'false_negative_rate'
),

missed as (
    select
        deals.*,
        cast({{ dbt.date_trunc('quarter', local_date('closed_at')) }} as date) as quarter_starts_on
    from {{ ref('rpt_false_negatives') }} as deals
    where counts_in_rate
),

not_met as (
    select
        rules.definition_key,
        buyers.opportunity_id,
        {{ joined_text('rules.rule_id', ', ', 'rules.rule_id') }} as rules_not_met
    from {{ ref('int_won_deal_rules') }} as buyers
    inner join {{ ref('stg_fit_rules') }} as rules on buyers.fit_rule_key = rules.fit_rule_key
    where not buyers.meets_rule
    group by rules.definition_key, buyers.opportunity_id
)

-- a quarter without any says so in one row
select
    quarters.definition_id,
    quarters.version,
    quarters.quarter,
    coalesce(quarters.missed_of_won, 'no won deals') as missed_of_won,
    missed.opportunity_id,
    profiles.amount_usd,
    missed.reason,
    not_met.rules_not_met,
    missed.nearest_trigger_id,
    missed.lacking,
    profiles.industry,
    profiles.segment,
    profiles.region,
    profiles.job_title,
    profiles.lead_source
from quarters
left join missed
    on
        quarters.definition_id = missed.definition_id
        and quarters.version = missed.version
        and quarters.quarter_starts_on = missed.quarter_starts_on
left join {{ ref('rpt_closed_won_profile') }} as profiles
    on
        missed.opportunity_id = profiles.opportunity_id
        and missed.definition_id = profiles.definition_id
        and missed.version = profiles.version
left join not_met on quarters.definition_key = not_met.definition_key and missed.opportunity_id = not_met.opportunity_id
order by quarters.version desc, profiles.amount_usd desc nulls last, missed.opportunity_id asc
limit 40
