-- the nearest trigger of each lead when it was looked at, and what it lacked: many lack the same, and each such set is put into words once
with

unmet as (
    select * from {{ ref('int_look_unmet_conditions') }}
),

conditions as (
    select * from {{ ref('stg_trigger_conditions') }}
),

lacking as (
    select
        lead_key,
        definition_key,
        at_epoch,
        sum({{ row_print(['condition_key', 'found', 'is_too_little']) }}) as set_print
    from unmet
    group by lead_key, definition_key, at_epoch
),

members as (
    select distinct
        lacking.set_print,
        unmet.condition_key,
        unmet.found,
        unmet.is_too_little
    from lacking
    inner join unmet
        on
            lacking.lead_key = unmet.lead_key
            and lacking.definition_key = unmet.definition_key
            and lacking.at_epoch = unmet.at_epoch
),

lacks as (
    select
        members.set_print,
        conditions.condition_id,
        conditions.condition_id || ': ' || case
            when conditions.metric = 'fit_rule' then 'rule ' || conditions.subject || ' does not hold'
            else
                case when conditions.metric = 'event_count' then conditions.subject else conditions.metric end
                || ' ' || {{ number_text('members.found') }}
                || case
                    when conditions.window_seconds is not null
                        then ' in ' || {{ number_text(hours_of('conditions.window_seconds')) }} || ' hours'
                    else ''
                end
                || case
                    when members.is_too_little then ', needs ' || {{ number_text('conditions.at_least') }}
                    else ', needs at most ' || {{ number_text('conditions.at_most') }}
                end
        end as lack
    from members
    inner join conditions on members.condition_key = conditions.condition_key
),

set_words as (
    select
        set_print,
        {{ joined_text('lack', '; ', 'condition_id') }} as lacking
    from lacks
    group by set_print
)

select
    nearest.lead_key,
    nearest.definition_key,
    nearest.at_epoch,
    triggers.trigger_id,
    triggers.trigger_rank,
    nearest.unmet_conditions,
    nearest.met_share,
    coalesce(set_words.lacking, 'a new event') as lacking
from {{ ref('int_look_nearest') }} as nearest
inner join {{ ref('stg_triggers') }} as triggers on nearest.trigger_key = triggers.trigger_key
left join lacking
    on
        nearest.lead_key = lacking.lead_key
        and nearest.definition_key = lacking.definition_key
        and nearest.at_epoch = lacking.at_epoch
left join set_words on lacking.set_print = set_words.set_print
