{% set parameters = {
    'company_stage': "'for companies at ' || company_stage",
    'segment': "'for the segment ' || segment",
    'effective_from': "'in force from ' || cast(effective_from as " ~ dbt.type_string() ~ ")",
    'effective_to': "'in force until the day before ' || cast(effective_to as " ~ dbt.type_string() ~ ")",
    'decay': "case when decay_kind = 'none' then 'points do not fade'"
        ~ " when decay_kind = 'rolling' then 'points count for ' || " ~ duration_words('decay_period_seconds')
        ~ " when decay_kind = 'exponential' then 'points lose ' || " ~ percent_words('decay_rate') ~ " || ' of what is left every ' || " ~ duration_words('decay_period_seconds')
        ~ " when decay_kind = 'inactivity' then 'points lose ' || " ~ percent_words('decay_rate') ~ " || ' for every ' || " ~ duration_words('decay_period_seconds') ~ " || ' without activity'"
        ~ " else 'points lose ' || " ~ percent_words('decay_rate') ~ " || ' of their first value every ' || " ~ duration_words('decay_period_seconds') ~ " end",
    'fit_cap': "'fit counts for ' || " ~ number_words('fit_cap') ~ " || ' points at most'",
    'behavior_cap': "'behavior counts for ' || " ~ number_words('behavior_cap') ~ " || ' points at most'",
    'bant_cap': "'BANT counts for ' || " ~ number_words('bant_cap') ~ " || ' points at most'",
    'off_icp_cap': "'who fails the gate totals ' || " ~ number_words('off_icp_cap') ~ " || ' points at most'",
    'requalify_gap_days': "'something new makes another MQL after ' || " ~ number_words('requalify_gap_days') ~ " || ' days at the earliest'",
    'dormant_after_days': "'dormant after ' || " ~ number_words('dormant_after_days') ~ " || ' days without activity'",
    'marketing_owner': "'signed for marketing by ' || marketing_owner",
    'sales_owner': "'signed for sales by ' || sales_owner",
    'review_on': "'review due on ' || cast(review_on as " ~ dbt.type_string() ~ ")",
} %}

-- what holds for a definition as a whole, in words for the people who sign it; a blank parameter is no term
with

definitions as (
    select * from {{ ref('stg_definitions') }}
),

terms as (
    {% for parameter, words in parameters.items() -%}
    select
        definition_key,
        '{{ parameter }}' as rule_id,
        {{ words }} as words
    from definitions
    {{ 'union all' if not loop.last }}
    {% endfor -%}
)

select * from terms
where words is not null
