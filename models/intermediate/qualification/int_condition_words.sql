-- what each condition of a trigger asks, in words
with

conditions as (
    select * from {{ ref('stg_trigger_conditions') }}
)

select
    condition_key,
    trigger_key,
    condition_id,
    case
        when metric = 'fit_rule' then 'rule ' || subject || ' holds'
        else
            case when metric = 'event_count' then subject else metric end
            || case when at_least is not null then ' at least ' || {{ number_text('at_least') }} else '' end
            || case when at_least is not null and at_most is not null then ' and' else '' end
            || case when at_most is not null then ' at most ' || {{ number_text('at_most') }} else '' end
            || case when window_seconds is not null then ' in ' || {{ number_text(hours_of('window_seconds')) }} || ' hours' else '' end
    end as asks
from conditions
