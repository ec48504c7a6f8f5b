-- the nearest trigger of each lead when it was looked at, and what it lacked
with

triggers as (
    select * from {{ ref('int_look_triggers') }}
),

ranked as (
    select
        triggers.*,
        row_number() over (
            partition by lead_key, definition_key, at_epoch
            order by unmet_conditions asc, met_share desc, trigger_rank asc
        ) as nearness
    from triggers
    where outcome <> 'review'
),

unmet as (
    select
        lead_key,
        at_epoch,
        trigger_key,
        condition_id,
        condition_id || ': ' || case
            when metric = 'fit_rule' then 'rule ' || subject || ' does not hold'
            else
                case when metric = 'event_count' then subject else metric end
                || ' ' || {{ number_text('round(cast(found as ' ~ type_double() ~ '), 2)') }}
                || case
                    when window_seconds is not null then ' in ' || {{ number_text('window_seconds / 3600.0') }} || ' hours'
                    else ''
                end
                || case
                    when found < at_least then ', needs ' || {{ number_text('at_least') }}
                    else ', needs at most ' || {{ number_text('at_most') }}
                end
        end as lack
    from {{ ref('int_look_conditions') }}
    where not is_met
),

lacks as (
    select
        ranked.lead_key,
        ranked.definition_key,
        ranked.at_epoch,
        {{ joined_text('unmet.lack', '; ', 'unmet.condition_id') }} as lacking
    from ranked
    inner join unmet
        on
            ranked.lead_key = unmet.lead_key
            and ranked.at_epoch = unmet.at_epoch
            and ranked.trigger_key = unmet.trigger_key
    where ranked.nearness = 1
    group by ranked.lead_key, ranked.definition_key, ranked.at_epoch
)

select
    ranked.lead_key,
    ranked.definition_key,
    ranked.at_epoch,
    ranked.trigger_id,
    ranked.trigger_rank,
    ranked.unmet_conditions,
    ranked.met_share,
    coalesce(lacks.lacking, 'a new event') as lacking
from ranked
left join lacks
    on
        ranked.lead_key = lacks.lead_key
        and ranked.definition_key = lacks.definition_key
        and ranked.at_epoch = lacks.at_epoch
where ranked.nearness = 1
