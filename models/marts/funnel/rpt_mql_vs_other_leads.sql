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
        case when is_won then (closed_epoch - created_epoch) / 86400.0 end as opportunity_to_won_days
    from {{ ref('int_deal_measures') }}
    where closed_epoch is not null
),

deals as (
    select
        definition_key
        {%- for side in sides %},
        sum(case when side = '{{ side }}' then 1 else 0 end) as {{ side }}_deals_closed,
        sum(case when side = '{{ side }}' and is_won then 1 else 0 end) as {{ side }}_deals_won,
        percentile_cont(0.5) within group (order by case when side = '{{ side }}' then opportunity_to_won_days end)
            as {{ side }}_opportunity_to_won_days
        {%- endfor %}
    from closed_deals
    group by definition_key
),

compared as (
    select
        definitions.definition_id,
        definitions.version
        {%- for side in sides %},
        cast(leads.{{ side }}_leads as {{ dbt.type_bigint() }}) as {{ side }}_leads,
        cast(leads.{{ side }}_won_leads as {{ dbt.type_bigint() }}) as {{ side }}_won_leads,
        {{ share('leads.' ~ side ~ '_won_leads', 'leads.' ~ side ~ '_leads') }} as {{ side }}_lead_to_won_rate,
        {{ wilson_lower('leads.' ~ side ~ '_won_leads', 'leads.' ~ side ~ '_leads') }} as {{ side }}_lead_to_won_lower_95,
        {{ wilson_upper('leads.' ~ side ~ '_won_leads', 'leads.' ~ side ~ '_leads') }} as {{ side }}_lead_to_won_upper_95,
        cast(coalesce(deals.{{ side }}_deals_closed, 0) as {{ dbt.type_bigint() }}) as {{ side }}_deals_closed,
        cast(coalesce(deals.{{ side }}_deals_won, 0) as {{ dbt.type_bigint() }}) as {{ side }}_deals_won,
        {{ share('deals.' ~ side ~ '_deals_won', 'deals.' ~ side ~ '_deals_closed') }} as {{ side }}_win_rate,
        cast(deals.{{ side }}_opportunity_to_won_days as {{ type_double() }}) as {{ side }}_opportunity_to_won_days,
        cast(leads.{{ side }}_known_to_won_days as {{ type_double() }}) as {{ side }}_known_to_won_days,
        cast(leads.{{ side }}_decided as {{ dbt.type_bigint() }}) as {{ side }}_decided,
        {{ share('leads.' ~ side ~ '_accepted', 'leads.' ~ side ~ '_decided') }} as {{ side }}_acceptance_rate
        {%- endfor %}
    from leads
    inner join {{ ref('stg_definitions') }} as definitions on leads.definition_key = definitions.definition_key
    left join deals on leads.definition_key = deals.definition_key
)

select
    compared.*
    {%- for figure in ['lead_to_won_rate', 'win_rate', 'opportunity_to_won_days', 'known_to_won_days', 'acceptance_rate'] %},
    {{ share('mql_' ~ figure, 'other_' ~ figure) }} as {{ figure }}_ratio
    {%- endfor %}
from compared
