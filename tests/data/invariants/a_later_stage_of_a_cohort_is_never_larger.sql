with

steps as (
    select
        definition_id,
        version,
        cohort_month,
        cut,
        cut_value,
        max(case when step = 'mql_to_accepted' then entered end) as mqls,
        max(case when step = 'accepted_to_sql' then entered end) as accepted,
        max(case when step = 'sql_to_opportunity' then entered end) as qualified,
        max(case when step = 'opportunity_to_won' then entered end) as opportunities,
        max(case when step = 'opportunity_to_won' then converted end) as won
    from {{ ref('fct_funnel_conversions') }}
    where step <> 'lead_to_mql'
    group by definition_id, version, cohort_month, cut, cut_value
)

select * from steps
where
    coalesce(accepted, 0) > coalesce(mqls, 0)
    or coalesce(qualified, 0) > coalesce(accepted, 0)
    or coalesce(opportunities, 0) > coalesce(qualified, 0)
    or coalesce(won, 0) > coalesce(opportunities, 0)
