{% set rates = {
    'mql_to_accepted_rate': ['reached_accepted', 'mqls'], 'mql_to_sql_rate': ['reached_sql', 'mqls'],
    'mql_to_opportunity_rate': ['reached_opportunity', 'mqls'], 'deal_win_rate': ['mqls_won', 'mqls_closed'],
} %}

with

buckets as (
    select * from {{ ref('response_buckets') }}
),

-- elapsed minutes, whatever the trigger's clock: the prospect waits at night too
mqls as (
    select
        mqls.definition_key,
        mqls.trigger_id,
        mqls.response_epoch is not null as is_answered,
        {{ minutes_of('coalesce(mqls.response_epoch, ' ~ as_of_epoch() ~ ') - mqls.mql_epoch') }} as waited_minutes,
        mqls.won_epoch is not null or mqls.lost_epoch is not null as is_closed,
        stages.accepted_reached_epoch,
        stages.sql_reached_epoch,
        stages.opportunity_reached_epoch,
        stages.won_reached_epoch
    from {{ ref('int_mqls') }} as mqls
    inner join {{ ref('int_mql_stages') }} as stages
        on
            mqls.lead_key = stages.lead_key
            and mqls.definition_key = stages.definition_key
            and mqls.mql_epoch = stages.mql_epoch
),

-- the unanswered of less than a day are in no bucket: they may be answered yet
bucketed as (
    select
        mqls.*,
        buckets.response_bucket,
        buckets.bucket_rank
    from mqls
    inner join buckets
        on
            mqls.is_answered = buckets.is_answered
            and mqls.waited_minutes >= buckets.from_minutes
            and mqls.waited_minutes < coalesce(buckets.to_minutes, 1e300)
),

by_trigger as (
    select * from bucketed
    union all
    select
        definition_key,
        'all' as trigger_id,
        is_answered,
        waited_minutes,
        is_closed,
        accepted_reached_epoch,
        sql_reached_epoch,
        opportunity_reached_epoch,
        won_reached_epoch,
        response_bucket,
        bucket_rank
    from bucketed
),

counted as (
    select
        definition_key,
        trigger_id,
        response_bucket,
        bucket_rank,
        is_answered,
        count(*) as mqls,
        count(accepted_reached_epoch) as reached_accepted,
        count(sql_reached_epoch) as reached_sql,
        count(opportunity_reached_epoch) as reached_opportunity,
        sum(case when is_closed then 1 else 0 end) as mqls_closed,
        count(won_reached_epoch) as mqls_won
    from by_trigger
    group by definition_key, trigger_id, response_bucket, bucket_rank, is_answered
),

compared as (
    select
        counted.*,
        {{ share('reached_opportunity', 'mqls') }} as opportunity_rate,
        first_value(case when is_answered then {{ share('reached_opportunity', 'mqls') }} end) over (
            partition by definition_key, trigger_id order by case when is_answered then bucket_rank end desc nulls last
        ) as slowest_opportunity_rate
    from counted
)

select
    definitions.definition_id,
    definitions.version,
    compared.trigger_id,
    compared.response_bucket,
    compared.bucket_rank,
    {% for count in ['mqls', 'reached_accepted', 'reached_sql', 'reached_opportunity', 'mqls_closed', 'mqls_won'] -%}
    cast(compared.{{ count }} as {{ dbt.type_bigint() }}) as {{ count }},
    {% endfor -%}
    {% for rate, parts in rates.items() -%}
    {{ share('compared.' ~ parts[0], 'compared.' ~ parts[1]) }} as {{ rate }},
    {{ wilson_lower('compared.' ~ parts[0], 'compared.' ~ parts[1]) }} as {{ rate }}_lower,
    {{ wilson_upper('compared.' ~ parts[0], 'compared.' ~ parts[1]) }} as {{ rate }}_upper,
    {% endfor -%}
    cast(compared.opportunity_rate / nullif(compared.slowest_opportunity_rate, 0) as {{ type_double() }}) as times_slowest
from compared
inner join {{ ref('stg_definitions') }} as definitions on compared.definition_key = definitions.definition_key
