-- how each attribution model shares an MQL out among channels
with

counted as (
    select
        lead_key,
        definition_key,
        mql_epoch,
        channel,
        touches as touches_of_mql,
        count(*) as touches,
        sum(case when touch_number = 1 then 1 else 0 end) as firsts,
        sum(case when touch_number = touches then 1 else 0 end) as lasts
    from {{ ref('int_mql_marketing_touches') }}
    group by lead_key, definition_key, mql_epoch, channel, touches
),

shared as (
    select
        lead_key,
        definition_key,
        mql_epoch,
        channel,
        touches,
        firsts as first_touch,
        lasts as last_touch,
        cast(touches as {{ type_double() }}) / touches_of_mql as linear,
        case
            when touches_of_mql <= 2 then cast(touches as {{ type_double() }}) / touches_of_mql
            else 0.4 * (firsts + lasts) + 0.2 * cast(touches - firsts - lasts as {{ type_double() }}) / (touches_of_mql - 2)
        end as position_based
    from counted
),

-- an MQL without a touch still came from somewhere, if only in the CRM's word
untouched as (
    select
        mqls.lead_key,
        mqls.definition_key,
        mqls.mql_epoch,
        coalesce(readings.lead_source, 'missing') as channel,
        0 as touches,
        1 as first_touch,
        1 as last_touch,
        1.0 as linear,
        1.0 as position_based
    from {{ ref('int_mqls') }} as mqls
    left join {{ ref('int_mql_marketing_touches') }} as touches
        on
            mqls.lead_key = touches.lead_key
            and mqls.definition_key = touches.definition_key
            and mqls.mql_epoch = touches.mql_epoch
    left join {{ ref('int_lead_readings') }} as readings
        on
            mqls.lead_key = readings.lead_key
            and mqls.mql_epoch >= readings.valid_from
            and mqls.mql_epoch < readings.valid_to
    where touches.lead_key is null
),

credits as (
    select * from shared
    union all
    select * from untouched
)

{% for attribution_model in ['first_touch', 'last_touch', 'linear', 'position_based'] -%}
select
    lead_key,
    definition_key,
    mql_epoch,
    '{{ attribution_model }}' as attribution_model,
    channel,
    touches,
    cast({{ attribution_model }} as {{ type_double() }}) as credit
from credits
where {{ attribution_model }} > 0
{{ 'union all' if not loop.last }}
{% endfor -%}
