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
)

select
    definitions.definition_id,
    definitions.version,
    others.definition_id as other_definition_id,
    others.version as other_version,
    compared.compared_with,
    compared.file_name,
    compared.rule_id,
    case
        when compared.old_words is null then 'added'
        when compared.new_words is null then 'removed'
        else 'changed'
    end as change,
    compared.old_words,
    compared.new_words,
    case
        when compared.old_words is null then 'new: ' || compared.new_words
        when compared.new_words is null then 'no longer: ' || compared.old_words
        else compared.old_words || ' -> ' || compared.new_words
    end as change_in_words
from compared
inner join definitions on compared.definition_key = definitions.definition_key
inner join definitions as others on compared.other_key = others.definition_key
where compared.old_words is null or compared.new_words is null or compared.old_words <> compared.new_words
