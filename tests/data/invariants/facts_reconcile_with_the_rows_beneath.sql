-- each aggregate against a plain recount
with

recounts as (
    select
        'leads x definitions = rows of fct_lead_scores' as rule,
        (select count(*) from {{ ref('dim_leads') }}) * (select count(*) from {{ ref('dim_definitions') }}) as expected,
        (select count(*) from {{ ref('fct_lead_scores') }}) as found
    union all
    select
        'deals x definitions = rows of fct_opportunities' as rule,
        (select count(*) from {{ ref('int_opportunities') }}) * (select count(*) from {{ ref('dim_definitions') }}) as expected,
        (select count(*) from {{ ref('fct_opportunities') }}) as found
    union all
    select
        'MQLs = entries of the funnel' as rule,
        (select count(*) from {{ ref('fct_mqls') }}) as expected,
        (select coalesce(sum(entered), 0) from {{ ref('fct_funnel_conversions') }} where cut = 'all' and step = 'mql_to_accepted') as found
    union all
    select
        'MQLs in force = entries of the funnel in force' as rule,
        (select count(*) from {{ ref('fct_mqls') }} where is_in_force) as expected,
        (select coalesce(sum(entered), 0) from {{ ref('fct_funnel_conversions') }} where cut = 'in_force' and step = 'mql_to_accepted')
            as found
    union all
    select
        'every cut of the funnel holds all MQLs' as rule,
        (select count(*) from {{ ref('fct_mqls') }}) * 5 as expected,
        (
            select coalesce(sum(entered), 0)
            from {{ ref('fct_funnel_conversions') }}
            where cut not in ('all', 'in_force') and step = 'mql_to_accepted'
        ) as found
    union all
    select
        'a deal has at most one sourcing MQL a definition' as rule,
        (select count(*) from {{ ref('fct_mqls') }} where is_sourcing) as expected,
        (select count(*) from {{ ref('fct_opportunities') }} where sourcing_lead_id is not null) as found
    union all
    select
        'won new business = deals with an MQL and deals without' as rule,
        (select count(*) from {{ ref('fct_opportunities') }} where is_won and false_negative_reason is not null) as expected,
        (select count(*) from {{ ref('rpt_false_negatives') }}) as found
)

select * from recounts
where expected <> found
