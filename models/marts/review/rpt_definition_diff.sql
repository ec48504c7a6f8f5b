with

definitions as (
    select * from {{ ref('stg_definitions') }}
),

terms as (
    select * from {{ ref('int_definition_terms') }}
),

pairs as (
    select * from {{ ref('int_definition_pairs') }}
),

old_terms as (
    select
        pairs.*,
        terms.file_name,
        terms.rule_id,
        terms.words as old_words,
        cast(null as {{ dbt.type_string() }}) as new_words
    from pairs
    inner join terms on pairs.other_key = terms.definition_key
),

new_terms as (
    select
        pairs.*,
        terms.file_name,
        terms.rule_id,
        cast(null as {{ dbt.type_string() }}) as old_words,
        terms.words as new_words
    from pairs
    inner join terms on pairs.definition_key = terms.definition_key
),

both_terms as (
    select * from old_terms
    union all
    select * from new_terms
),

compared as (
    select
        compared_with,
        other_key,
        definition_key,
        file_name,
        rule_id,
        max(old_words) as old_words,
        max(new_words) as new_words
    from both_terms
    group by compared_with, other_key, definition_key, file_name, rule_id
),

-- what stands before the colon is said once where it is the same
worded as (
    select
        compared.*,
        case
            when {{ split_part('old_words', ': ', 1) }} = {{ split_part('new_words', ': ', 1) }}
                then substring(new_words, length({{ split_part('new_words', ': ', 1) }}) + 3)
            else new_words
        end as new_part
    from compared
)

select
    definitions.definition_id,
    definitions.version,
    others.definition_id as other_definition_id,
    others.version as other_version,
    worded.compared_with,
    worded.file_name,
    worded.rule_id,
    case
        when worded.old_words is null then 'added'
        when worded.new_words is null then 'removed'
        else 'changed'
    end as change,
    worded.old_words,
    worded.new_words,
    case
        when worded.old_words is null then 'new: ' || worded.new_words
        when worded.new_words is null then 'no longer: ' || worded.old_words
        else worded.old_words || ' -> ' || worded.new_part
    end as change_in_words
from worded
inner join definitions on worded.definition_key = definitions.definition_key
inner join definitions as others on worded.other_key = others.definition_key
where worded.old_words is null or worded.new_words is null or worded.old_words <> worded.new_words
