-- whether one definition makes the MQLs of several segments that matter
with

definitions as (
    select * from {{ ref('stg_definitions') }}
),

mqls as (
    select
        definition_id,
        version,
        segment,
        count(*) as mqls
    from {{ ref('fct_mqls') }}
    group by definition_id, version, segment
),

totals as (
    select
        mqls.*,
        sum(mqls) over (partition by definition_id, version) as all_mqls
    from mqls
),

shares as (
    select
        totals.*,
        segment || ' ' || {{ share_words('mqls', 'all_mqls') }} as words
    from totals
),

segments as (
    select
        shares.definition_id,
        shares.version,
        checks.check_id,
        sum(case when shares.mqls >= checks.threshold * shares.all_mqls then 1 else 0 end) as segments,
        {{ joined_text('shares.words', ', ', 'shares.mqls desc, shares.segment asc') }} as words
    from shares
    inner join {{ ref('health_checks') }} as checks on checks.check_id = 'one_for_all_segments'
    where shares.segment is not null
    group by shares.definition_id, shares.version, checks.check_id
)

select
    definitions.definition_key,
    segments.check_id,
    definitions.segment is not null or segments.segments < 2 as passes,
    cast(segments.segments as {{ type_double() }}) as figure,
    cast(null as date) as since_on,
    coalesce('Written for ' || definitions.segment || '. ', 'Written for all segments. ') || 'MQLs: ' || segments.words || '.' as evidence
from definitions
inner join segments on definitions.definition_id = segments.definition_id and definitions.version = segments.version
