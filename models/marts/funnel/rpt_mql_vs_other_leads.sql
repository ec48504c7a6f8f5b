{% set sides = ['mql', 'other'] %}

with

leads as (
    select * from {{ ref('int_lead_comparison') }}
),

closed_deals as (
    select
        definition_key,
        is_won,
        case when has_mql_before then 'mql' else 'other' end as side,
        case when is_won then {{ days_of('closed_epoch - created_epoch') }} end as opportunity_to_won_days
    from {{ ref('int_deal_measures') }}
    where closed_epoch is not null
),

deals as (
    select
        {%- for side in sides %}
        sum(case when side = '{{ side }}' then 1 else 0 end) as {{ side }}_deals_closed,
        sum(case when side = '{{ side }}' and is_won then 1 else 0 end) as {{ side }}_deals_won,
        percentile_cont(0.5) within group (
            order by case when side = '{{ side }}' then opportunity_to_won_days end
        ) as {{ side }}_opportunity_to_won_days,
        {%- endfor %}
        definition_key
    from closed_deals
    group by definition_key
),

compared as (
    select
        {%- for side in sides %}
        cast(leads.{{ side }}_leads as {{ dbt.type_bigint() }}) as {{ side }}_leads,
        cast(leads.{{ side }}_won_leads as {{ dbt.type_bigint() }}) as {{ side }}_won_leads,
        {{ share('leads.' ~ side ~ '_won_leads', 'leads.' ~ side ~ '_leads') }} as {{ side }}_lead_to_won_rate,
        {{ wilson_lower('leads.' ~ side ~ '_won_leads', 'leads.' ~ side ~ '_leads') }} as {{ side }}_lead_to_won_rate_lower,
        {{ wilson_upper('leads.' ~ side ~ '_won_leads', 'leads.' ~ side ~ '_leads') }} as {{ side }}_lead_to_won_rate_upper,
        cast(coalesce(deals.{{ side }}_deals_closed, 0) as {{ dbt.type_bigint() }}) as {{ side }}_deals_closed,
        cast(coalesce(deals.{{ side }}_deals_won, 0) as {{ dbt.type_bigint() }}) as {{ side }}_deals_won,
        {{ share('deals.' ~ side ~ '_deals_won', 'deals.' ~ side ~ '_deals_closed') }} as {{ side }}_win_rate,
        cast(deals.{{ side }}_opportunity_to_won_days as {{ type_double() }}) as {{ side }}_opportunity_to_won_days,
        cast(leads.{{ side }}_known_to_won_days as {{ type_double() }}) as {{ side }}_known_to_won_days,
        cast(leads.{{ side }}_decided as {{ dbt.type_bigint() }}) as {{ side }}_decided,
        {{ share('leads.' ~ side ~ '_accepted', 'leads.' ~ side ~ '_decided') }} as {{ side }}_acceptance_rate,
        {%- endfor %}
        definitions.definition_id,
        definitions.version
    from leads
    inner join {{ ref('stg_definitions') }} as definitions on leads.definition_key = definitions.definition_key
    left join deals on leads.definition_key = deals.definition_key
)

select
    compared.*,
    {{ share('mql_lead_to_won_rate', 'other_lead_to_won_rate') }} as lead_to_won_rate_ratio,
    {{ share('mql_win_rate', 'other_win_rate') }} as win_rate_ratio,
    {{ share('mql_opportunity_to_won_days', 'other_opportunity_to_won_days') }} as opportunity_to_won_days_ratio,
    {{ share('mql_known_to_won_days', 'other_known_to_won_days') }} as known_to_won_days_ratio,
    {{ share('mql_acceptance_rate', 'other_acceptance_rate') }} as acceptance_rate_ratio
from compared
