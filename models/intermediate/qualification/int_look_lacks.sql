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
        ranked.lead_key,
        ranked.definition_key,
        ranked.at_epoch,
        conditions.condition_id,
        conditions.condition_id || ': ' || case
            when conditions.metric = 'fit_rule' then 'rule ' || conditions.subject || ' does not hold'
            else
                case when conditions.metric = 'event_count' then conditions.subject else conditions.metric end
                || ' ' || {{ number_text(rounded('cast(found.found as ' ~ type_double() ~ ')', 2)) }}
                || case
                    when conditions.window_seconds is not null
                        then ' in ' || {{ number_text('conditions.window_seconds / 3600.0') }} || ' hours'
                    else ''
                end
                || case
                    when found.found < conditions.at_least then ', needs ' || {{ number_text('conditions.at_least') }}
                    else ', needs at most ' || {{ number_text('conditions.at_most') }}
                end
        end as lack
    from ranked
    inner join {{ ref('int_look_conditions') }} as found
        on
            ranked.lead_key = found.lead_key
            and ranked.at_epoch = found.at_epoch
            and ranked.trigger_key = found.trigger_key
            and not found.is_met
    inner join {{ ref('stg_trigger_conditions') }} as conditions on found.condition_key = conditions.condition_key
    where ranked.nearness = 1
),

lacks as (
    select
        lead_key,
        definition_key,
        at_epoch,
        {{ joined_text('lack', '; ', 'condition_id') }} as lacking
    from unmet
    group by lead_key, definition_key, at_epoch
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
