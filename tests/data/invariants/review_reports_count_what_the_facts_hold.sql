-- what a review shows adds up to the facts, so that each figure can be followed to its rows
with

mqls as (
    select * from {{ ref('fct_mqls') }}
),

comparison as (
    select * from {{ ref('rpt_definition_comparison') }}
),

rejections as (
    select * from {{ ref('rpt_rejection_reasons') }}
),

new_business as (
    select * from {{ ref('fct_opportunities') }}
    where opportunity_type = 'new_business'
),

won_deals as (
    select * from new_business
    where is_won
),

-- what is older than the calendar is in no quarter
calendar as (
    select {{ calendar_begins_on('quarter') }} as first_on
),

facts as (
    select
        definition_id,
        version,
        'MQLs' as rule,
        count(*) as figure
    from mqls
    group by definition_id, version
    union all
    select
        definition_id,
        version,
        'MQL leads' as rule,
        count(distinct lead_id) as figure
    from mqls
    group by definition_id, version
    union all
    select
        definition_id,
        version,
        'MQLs accepted or rejected' as rule,
        sum(case when decision = 'pending' then 0 else 1 end) as figure
    from mqls
    group by definition_id, version
    union all
    select
        definition_id,
        version,
        'won deals sourced, and their amount' as rule,
        sum(case when is_sourcing and won_at is not null then 1 + coalesce(amount_usd, 0) else 0 end) as figure
    from mqls
    group by definition_id, version
    union all
    select
        definition_id,
        version,
        'rejections of all time' as rule,
        count(rejected_at) as figure
    from mqls
    group by definition_id, version
    union all
    select
        definition_id,
        version,
        'rejections of all quarters' as rule,
        count(rejected_at) as figure
    from mqls
    group by definition_id, version
    union all
    select
        definition_id,
        version,
        'rejections without those after an accept' as rule,
        sum(case when decision = 'rejected' then 1 else 0 end) as figure
    from mqls
    group by definition_id, version
    union all
    select
        definition_id,
        version,
        'MQLs of all quarters, by decision' as rule,
        sum(case when mql_on >= calendar.first_on then 1 else 0 end) as figure
    from mqls
    cross join calendar
    group by definition_id, version
    union all
    select
        definition_id,
        version,
        'false negatives' as rule,
        sum(case when is_false_negative then 1 else 0 end) as figure
    from won_deals
    group by definition_id, version
    union all
    select
        definition_id,
        version,
        'false negatives of all quarters' as rule,
        sum(case when is_false_negative and closed_on >= calendar.first_on then 1 else 0 end) as figure
    from won_deals
    cross join calendar
    group by definition_id, version
    union all
    select
        definition_id,
        version,
        'deals won of those closed after an MQL' as rule,
        sum(case when mqls_before > 0 and closed_at is not null then 1000 else 0 end + case when mqls_before > 0 and is_won then 1 else 0 end)
            as figure
    from new_business
    group by definition_id, version
    union all
    select
        definition_id,
        version,
        'profiles of won deals' as rule,
        count(*) as figure
    from won_deals
    group by definition_id, version
    union all
    select
        won_deals.definition_id,
        won_deals.version,
        'won deals by gate rule' as rule,
        count(*) as figure
    from won_deals
    inner join {{ ref('stg_definitions') }} as definitions
        on won_deals.definition_id = definitions.definition_id and won_deals.version = definitions.version
    inner join {{ ref('stg_fit_rules') }} as rules
        on definitions.definition_key = rules.definition_key and rules.role in ('scope', 'gate')
    group by won_deals.definition_id, won_deals.version
),

reports as (
    select
        definition_id,
        version,
        'MQLs' as rule,
        mqls as figure
    from comparison
    union all
    select
        definition_id,
        version,
        'MQL leads' as rule,
        mql_leads as figure
    from comparison
    union all
    select
        definition_id,
        version,
        'MQLs accepted or rejected' as rule,
        accepted + rejected as figure
    from comparison
    union all
    select
        definition_id,
        version,
        'won deals sourced, and their amount' as rule,
        sourced_won_deals + sourced_won_usd as figure
    from comparison
    union all
    select
        definition_id,
        version,
        'false negatives' as rule,
        false_negatives as figure
    from comparison
    union all
    select
        definition_id,
        version,
        'deals won of those closed after an MQL' as rule,
        1000 * deals_closed + deals_won as figure
    from comparison
    union all
    select
        definition_id,
        version,
        'rejections of all time' as rule,
        sum(rejections) as figure
    from rejections
    where period = 'all'
    group by definition_id, version
    union all
    select
        definition_id,
        version,
        'rejections of all quarters' as rule,
        sum(rejections) as figure
    from rejections
    where period <> 'all'
    group by definition_id, version
    union all
    select
        definition_id,
        version,
        'rejections without those after an accept' as rule,
        sum(rejections - rejections_after_accept) as figure
    from rejections
    where period = 'all'
    group by definition_id, version
    union all
    select
        definition_id,
        version,
        'MQLs of all quarters, by decision' as rule,
        sum(accepted + rejected + pending) as figure
    from {{ ref('rpt_acceptance') }}
    group by definition_id, version
    union all
    select
        definition_id,
        version,
        'false negatives of all quarters' as rule,
        sum(false_negatives) as figure
    from {{ ref('rpt_false_negative_rate') }}
    group by definition_id, version
    union all
    select
        definition_id,
        version,
        'profiles of won deals' as rule,
        count(*) as figure
    from {{ ref('rpt_closed_won_profile') }}
    group by definition_id, version
    union all
    select
        definition_id,
        version,
        'won deals by gate rule' as rule,
        sum(won_deals) as figure
    from {{ ref('rpt_icp_drift') }}
    group by definition_id, version
)

select
    coalesce(facts.definition_id, reports.definition_id) as definition_id,
    coalesce(facts.version, reports.version) as version,
    coalesce(facts.rule, reports.rule) as rule,
    facts.figure as expected,
    reports.figure as found
from facts
full outer join reports
    on facts.definition_id = reports.definition_id and facts.version = reports.version and facts.rule = reports.rule
where abs(coalesce(facts.figure, 0) - coalesce(reports.figure, 0)) > 0.01
