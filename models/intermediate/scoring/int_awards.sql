{{ config(materialized='incremental', incremental_strategy='replace_leads_and_definitions') }}

with

scoring_rules as (
    select * from {{ ref('stg_scoring_rules') }}
),

-- a rule that counts to one awards at each occurrence
single_awards as (
    select
        occurrences.lead_key,
        scoring_rules.scoring_rule_key,
        occurrences.occurred_epoch,
        occurrences.moment_epoch
    from {{ ref('int_occurrences') }} as occurrences
    inner join {{ ref('int_event_group_types') }} as group_types on occurrences.event_type_key = group_types.event_type_key
    inner join scoring_rules on group_types.event_group = scoring_rules.event_group and scoring_rules.min_count = 1
    where {{ is_at_work('occurrences.lead_key', 'scoring_rules.definition_key') }}
),

-- any other awards when the count rises to what it asks for
counted_awards as (
    select
        counts.lead_key,
        uses.scoring_rule_key,
        counts.at_epoch as occurred_epoch,
        counts.at_epoch as moment_epoch
    from {{ ref('int_counts') }} as counts
    inner join {{ ref('int_counter_uses') }} as uses
        on counts.counter_key = uses.counter_key and counts.count_before < uses.at_least and counts.count_after >= uses.at_least
    where uses.scoring_rule_key is not null and {{ is_at_work('counts.lead_key', 'uses.definition_key') }}
),

awards as (
    select * from single_awards
    union all
    select * from counted_awards
),

unlimited as (
    select awards.*
    from awards
    inner join scoring_rules on awards.scoring_rule_key = scoring_rules.scoring_rule_key
    where scoring_rules.max_awards is null
),

numbered as (
    select
        awards.*,
        scoring_rules.max_awards,
        row_number() over (
            partition by awards.lead_key, awards.scoring_rule_key
            order by awards.moment_epoch, awards.occurred_epoch
        ) as award_number
    from awards
    inner join scoring_rules on awards.scoring_rule_key = scoring_rules.scoring_rule_key
    where scoring_rules.max_awards is not null
),

granted as (
    select
        lead_key,
        scoring_rule_key,
        occurred_epoch,
        moment_epoch
    from unlimited
    union all
    select
        lead_key,
        scoring_rule_key,
        occurred_epoch,
        moment_epoch
    from numbered
    where award_number <= max_awards
)

select
    granted.lead_key,
    scoring_rules.definition_key,
    granted.scoring_rule_key,
    granted.occurred_epoch,
    granted.moment_epoch,
    scoring_rules.points
from granted
inner join scoring_rules on granted.scoring_rule_key = scoring_rules.scoring_rule_key
