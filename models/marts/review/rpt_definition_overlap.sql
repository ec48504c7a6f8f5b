with

definitions as (
    select * from {{ ref('stg_definitions') }}
),

first_mqls as (
    select
        lead_key,
        definition_key,
        mql_epoch
    from {{ ref('int_mqls') }}
    where cycle_number = 1
),

sizes as (
    select
        definitions.definition_key,
        definitions.definition_id,
        definitions.version,
        count(first_mqls.lead_key) as mql_leads
    from definitions
    left join first_mqls on definitions.definition_key = first_mqls.definition_key
    group by definitions.definition_key, definitions.definition_id, definitions.version
),

shared as (
    select
        mine.definition_key,
        theirs.definition_key as other_definition_key,
        count(*) as both_leads,
        sum(case when mine.mql_epoch < theirs.mql_epoch then 1 else 0 end) as earlier_leads,
        sum(case when mine.mql_epoch > theirs.mql_epoch then 1 else 0 end) as later_leads,
        percentile_cont(0.5) within group (order by {{ days_of('theirs.mql_epoch - mine.mql_epoch') }}) as median_days_earlier
    from first_mqls as mine
    inner join first_mqls as theirs on mine.lead_key = theirs.lead_key and mine.definition_key <> theirs.definition_key
    group by mine.definition_key, theirs.definition_key
)

select
    mine.definition_id,
    mine.version,
    theirs.definition_id as other_definition_id,
    theirs.version as other_version,
    cast(mine.mql_leads as {{ dbt.type_bigint() }}) as mql_leads,
    cast(theirs.mql_leads as {{ dbt.type_bigint() }}) as other_mql_leads,
    cast(coalesce(shared.both_leads, 0) as {{ dbt.type_bigint() }}) as both_leads,
    {{ share('coalesce(shared.both_leads, 0)', 'mine.mql_leads') }} as both_rate,
    {{ share('coalesce(shared.both_leads, 0)', 'mine.mql_leads + theirs.mql_leads - coalesce(shared.both_leads, 0)') }} as jaccard_rate,
    cast(coalesce(shared.earlier_leads, 0) as {{ dbt.type_bigint() }}) as earlier_leads,
    cast(coalesce(shared.later_leads, 0) as {{ dbt.type_bigint() }}) as later_leads,
    shared.median_days_earlier
from sizes as mine
inner join sizes as theirs on mine.definition_key <> theirs.definition_key
left join shared on mine.definition_key = shared.definition_key and theirs.definition_key = shared.other_definition_key
