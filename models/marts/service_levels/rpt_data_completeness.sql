{% set fields = {
    'email': 'has_email', 'name': 'has_name', 'company': 'has_company', 'title': 'has_title', 'source': 'has_source',
    'trigger_reason': 'has_trigger_reason', 'all': 'is_complete',
} %}

with

mqls as (
    select
        completeness.*,
        cast({{ dbt.date_trunc('month', local_date(timestamp_at('mql_epoch'))) }} as date) as mql_month
    from {{ ref('int_mql_completeness') }} as completeness
),

by_field as (
    {% for field, flag in fields.items() -%}
    select
        definition_key,
        mql_month,
        '{{ field }}' as field,
        {{ flag }} as is_there
    from mqls
    {{ 'union all' if not loop.last }}
    {% endfor -%}
),

counted as (
    select
        definition_key,
        mql_month,
        field,
        count(*) as mqls,
        sum(case when is_there then 1 else 0 end) as complete,
        sum(case when is_there then 0 else 1 end) as missing
    from by_field
    group by definition_key, mql_month, field
),

commitments as (
    select
        definition_key,
        max(target) as target_rate
    from {{ ref('stg_commitments') }}
    where metric = 'complete_data_rate' and comparison = 'at_least'
    group by definition_key
)

select
    definitions.definition_id,
    definitions.version,
    counted.mql_month,
    counted.field,
    cast(counted.mqls as {{ dbt.type_bigint() }}) as mqls,
    cast(counted.complete as {{ dbt.type_bigint() }}) as complete,
    cast(counted.missing as {{ dbt.type_bigint() }}) as missing,
    {{ share('counted.complete', 'counted.mqls') }} as complete_data_rate,
    {{ wilson_lower('counted.complete', 'counted.mqls') }} as complete_data_rate_lower,
    {{ wilson_upper('counted.complete', 'counted.mqls') }} as complete_data_rate_upper,
    commitments.target_rate,
    {{ share('counted.complete', 'counted.mqls') }} >= commitments.target_rate as is_target_met
from counted
inner join {{ ref('stg_definitions') }} as definitions on counted.definition_key = definitions.definition_key
left join commitments on counted.definition_key = commitments.definition_key
