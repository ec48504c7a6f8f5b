-- Step 7. What both sides sign again: what changed against the version before, who signed, and what is not in order.
with

definitions as (
    select
        written.*,
        max(version) over (partition by definition_id) as newest_version
    from {{ ref('stg_definitions') }} as written
    where is_active
),

to_sign as (
    select * from definitions
    where version = newest_version
),

lines as (
    select
        to_sign.definition_id,
        to_sign.version,
        1 as part,
        'signatures' as what,
        cast(null as {{ dbt.type_string() }}) as subject,
        agreement.signature_words || ' Next review: ' || coalesce({{ date_words('to_sign.review_on') }}, 'no date') || '.' as words
    from to_sign
    inner join {{ ref('int_health_agreement') }} as agreement on to_sign.definition_key = agreement.definition_key
    union all
    select
        to_sign.definition_id,
        to_sign.version,
        2 as part,
        'changed rule' as what,
        differences.rule_id as subject,
        differences.change_in_words as words
    from to_sign
    inner join {{ ref('rpt_definition_diff') }} as differences
        on
            to_sign.definition_id = differences.definition_id
            and to_sign.version = differences.version
            and differences.compared_with = 'previous_version'
    union all
    select
        to_sign.definition_id,
        to_sign.version,
        3 as part,
        'not in order' as what,
        health.check_id as subject,
        health.asks || ' No: ' || health.evidence as words
    from to_sign
    inner join {{ ref('rpt_definition_health') }} as health
        on to_sign.definition_id = health.definition_id and to_sign.version = health.version and not health.passes
    union all
    select
        to_sign.definition_id,
        to_sign.version,
        4 as part,
        'to be said' as what,
        health.check_id as subject,
        health.asks || ' ' || health.evidence as words
    from to_sign
    inner join {{ ref('rpt_definition_health') }} as health
        on to_sign.definition_id = health.definition_id and to_sign.version = health.version and health.passes is null
)

select
    definition_id,
    version,
    what,
    subject,
    words
from lines
order by part, subject
limit 40
