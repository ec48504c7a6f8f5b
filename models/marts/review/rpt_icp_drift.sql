{%- set previous = ['previous_quarter.meet', 'previous_quarter.known'] -%}

with

deals as (
    select * from {{ ref('int_won_deal_rules') }}
),

quarters as (
    select
        fit_rule_key,
        quarter_starts_on,
        count(*) as won_deals,
        count(meets_rule) as known,
        sum(case when meets_rule then 1 else 0 end) as meet,
        percentile_cont(0.5) within group (order by value_number) as median_value
    from deals
    group by fit_rule_key, quarter_starts_on
),

values_of_text as (
    select
        fit_rule_key,
        quarter_starts_on,
        value_text,
        row_number() over (partition by fit_rule_key, quarter_starts_on order by count(*) desc, value_text asc) as choice
    from deals
    where value_text is not null and value_number is null
    group by fit_rule_key, quarter_starts_on, value_text
),

with_earlier as (
    select
        quarters.*,
        coalesce(sum(known) over earlier_quarters, 0) as earlier_known,
        coalesce(sum(meet) over earlier_quarters, 0) as earlier_meet
    from quarters
    window earlier_quarters as (
        partition by fit_rule_key order by quarter_starts_on rows between unbounded preceding and 1 preceding
    )
),

compared as (
    select
        quarters.*,
        values_of_text.value_text as most_common_value,
        previous_quarter.known as previous_known,
        previous_quarter.meet as previous_meet,
        {{ difference_lower('quarters.meet', 'quarters.known', 'quarters.earlier_meet', 'quarters.earlier_known') }} as earlier_lower,
        {{ difference_upper('quarters.meet', 'quarters.known', 'quarters.earlier_meet', 'quarters.earlier_known') }} as earlier_upper,
        {{ difference_lower('quarters.meet', 'quarters.known', *previous) }} as previous_lower,
        {{ difference_upper('quarters.meet', 'quarters.known', *previous) }} as previous_upper
    from with_earlier as quarters
    left join quarters as previous_quarter
        on
            quarters.fit_rule_key = previous_quarter.fit_rule_key
            and previous_quarter.quarter_starts_on = cast({{ dbt.dateadd('month', -3, 'quarters.quarter_starts_on') }} as date)
    left join values_of_text
        on
            quarters.fit_rule_key = values_of_text.fit_rule_key
            and quarters.quarter_starts_on = values_of_text.quarter_starts_on
            and values_of_text.choice = 1
)

select
    definitions.definition_id,
    definitions.version,
    compared.quarter_starts_on,
    rules.rule_id,
    rules.role,
    rules.attribute,
    terms.words as rule_in_words,
    cast(compared.won_deals as {{ dbt.type_bigint() }}) as won_deals,
    cast(compared.known as {{ dbt.type_bigint() }}) as known_deals,
    cast(compared.meet as {{ dbt.type_bigint() }}) as deals_within_rule,
    {{ rate_with_interval('compared.meet', 'compared.known', 'within_rule_rate') }},
    compared.median_value,
    compared.most_common_value,
    cast(compared.previous_known as {{ dbt.type_bigint() }}) as previous_known_deals,
    {{ share('compared.meet', 'compared.known') }} - {{ share('compared.previous_meet', 'compared.previous_known') }} as change_on_previous,
    compared.previous_lower as change_on_previous_lower,
    compared.previous_upper as change_on_previous_upper,
    cast(compared.earlier_known as {{ dbt.type_bigint() }}) as earlier_known_deals,
    {{ share('compared.meet', 'compared.known') }} - {{ share('compared.earlier_meet', 'compared.earlier_known') }} as change_on_earlier,
    compared.earlier_lower as change_on_earlier_lower,
    compared.earlier_upper as change_on_earlier_upper,
    case
        when least(compared.known, compared.earlier_known) < {{ var('least_drift_deals') }} then 'too_few'
        when compared.earlier_lower > 0 or compared.earlier_upper < 0 then 'drifting'
        else 'steady'
    end as verdict
from compared
inner join {{ ref('stg_fit_rules') }} as rules on compared.fit_rule_key = rules.fit_rule_key
inner join {{ ref('int_fit_rule_terms') }} as terms on compared.fit_rule_key = terms.fit_rule_key
inner join {{ ref('stg_definitions') }} as definitions on rules.definition_key = definitions.definition_key
