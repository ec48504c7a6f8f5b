-- the conditions that were met when a lead was looked at: few of many, which is why those that were not have no row
with

conditions as (
    select * from {{ ref('stg_trigger_conditions') }}
),

scores as (
    select * from {{ ref('int_look_scores') }}
),

counts as (
    select * from {{ ref('int_look_counts') }}
),

met_by_counts as (
    select
        counts.lead_key,
        counts.definition_key,
        counts.at_epoch,
        conditions.trigger_key,
        conditions.condition_key
    from counts
    inner join conditions on counts.condition_key = conditions.condition_key
    where
        counts.found >= coalesce(conditions.at_least, counts.found)
        and counts.found <= coalesce(conditions.at_most, counts.found)
),

met_by_nothing as (
    select
        scores.lead_key,
        scores.definition_key,
        scores.at_epoch,
        conditions.trigger_key,
        conditions.condition_key
    from scores
    inner join conditions
        on scores.definition_key = conditions.definition_key and {{ is_met_by_nothing('conditions') }}
    left join counts
        on
            conditions.condition_key = counts.condition_key
            and scores.lead_key = counts.lead_key
            and scores.at_epoch = counts.at_epoch
    where counts.lead_key is null
),

met_by_scores as (
    select
        scores.lead_key,
        scores.definition_key,
        scores.at_epoch,
        conditions.trigger_key,
        conditions.condition_key
    from scores
    inner join conditions
        on
            scores.definition_key = conditions.definition_key
            and {{ score_named('conditions.metric', 'scores') }} >= conditions.at_least - 1e-6
)

select * from met_by_counts
union all
select * from met_by_nothing
union all
select * from met_by_scores
