-- what each rule asks, in words
with

fit_rules as (
    select distinct
        fit_rule_key,
        operator,
        value_low,
        value_high,
        {{ regexp_replace('value_list', '^([ ]*[|])+|([|][ ]*)+$', '') }} as value_list
    from {{ ref('stg_evaluated_fit_rules') }}
)

select
    fit_rule_key,
    case
        when operator = 'in' then 'one of ' || {{ regexp_replace('value_list', '[|]([ ]*[|])*', ', ') }}
        when value_low is not null and value_high is not null
            then {{ number_text('value_low') }} || ' to ' || {{ number_text('value_high') }}
        when value_low is not null then 'at least ' || {{ number_text('value_low') }}
        when value_high is not null then 'at most ' || {{ number_text('value_high') }}
        else 'any value'
    end as asks
from fit_rules
