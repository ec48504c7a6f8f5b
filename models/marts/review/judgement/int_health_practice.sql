-- the anti-patterns and mistakes that show in how a definition is used and what both sides promised
with

definitions as (
    select * from {{ ref('stg_definitions') }}
),

metrics as (
    select * from {{ ref('int_review_metrics') }}
),

triggers as (
    select * from {{ ref('int_trigger_counts') }}
),

checks as (
    select * from {{ ref('health_checks') }}
),

-- triggers that one event of the asked type makes active, without a score of behaviour
requests as (
    select
        facts.definition_key,
        checks.check_id,
        {{ joined_text('facts.trigger_id', ', ', 'facts.trigger_id') }} as trigger_ids
    from checks
    inner join {{ ref('int_event_types') }} as event_types on checks.subject = event_types.event_type
    inner join {{ ref('int_event_group_types') }} as group_types on event_types.event_type_key = group_types.event_type_key
    inner join {{ ref('stg_trigger_conditions') }} as conditions
        on group_types.event_group = lower(conditions.subject) and conditions.metric = 'event_count' and conditions.at_least <= 1
    inner join {{ ref('int_trigger_facts') }} as facts
        on conditions.trigger_key = facts.trigger_key and facts.score_conditions = 0 and facts.conditions = facts.fit_conditions + 1
    group by facts.definition_key, checks.check_id
),

promises as (
    select
        commitments.definition_key,
        sum(case when commitments.side = 'sales' then 1 else 0 end) as by_sales,
        sum(case when commitments.metric = checks.subject then 1 else 0 end) as volumes,
        sum(case
            when commitments.side = 'marketing' and metrics.unit = 'rate' and metrics.step is not null then 1 else 0
        end) as quality_rates
    from {{ ref('stg_commitments') }} as commitments
    inner join checks on checks.check_id = 'volume_as_goal'
    left join {{ ref('metrics') }} as metrics on commitments.metric = metrics.metric
    group by commitments.definition_key
),

promised as (
    select
        definitions.definition_key,
        coalesce(promises.by_sales, 0) as by_sales,
        coalesce(promises.volumes, 0) as volumes,
        coalesce(promises.quality_rates, 0) as quality_rates
    from definitions
    left join promises on definitions.definition_key = promises.definition_key
)

select
    metrics.definition_key,
    checks.check_id,
    metrics.value >= checks.threshold as passes,
    metrics.value as figure,
    metrics.quarter_starts_on as since_on,
    coalesce({{ share_words('metrics.numerator', 'metrics.denominator') }} || ' of the rejected MQLs', 'No rejections of MQLs') || ' of '
    || metrics.quarter || case when metrics.value is not null then ' have a reason from the list.' else '.' end as evidence
from metrics
inner join checks on checks.check_id = 'no_rejection_reasons'
where metrics.metric = 'reason_given_rate'
union all
select
    definitions.definition_key,
    checks.check_id,
    requests.trigger_ids is not null as passes,
    cast(null as {{ type_double() }}) as figure,
    cast(null as date) as since_on,
    coalesce(
        'One ' || {{ plain_words('checks.subject') }} || ' is enough: ' || requests.trigger_ids || '.',
        'No trigger makes an MQL by one ' || {{ plain_words('checks.subject') }} || ' alone.'
    ) as evidence
from definitions
inner join checks on checks.check_id = 'request_needs_score'
left join requests on definitions.definition_key = requests.definition_key
union all
select
    triggers.definition_key,
    checks.check_id,
    case
        when triggers.triggers_without_escalation > 0 or metrics.value < checks.threshold then false
        when triggers.triggers_with_sla > 0 then true
    end as passes,
    metrics.value as figure,
    metrics.quarter_starts_on as since_on,
    'Triggers: ' || {{ number_words('triggers.triggers') }}
    || ', with a service level: ' || {{ number_words('triggers.triggers_with_sla') }}
    || ', of these without escalation: ' || {{ number_words('triggers.triggers_without_escalation') }} || '.'
    || coalesce(
        ' Answered in time in ' || metrics.quarter || ': ' || {{ share_words('metrics.numerator', 'metrics.denominator') }} || '.', ''
    ) as evidence
from triggers
inner join checks on checks.check_id = 'sla_not_enforced'
left join metrics on triggers.definition_key = metrics.definition_key and metrics.metric = 'response_within_sla_rate'
union all
select
    promised.definition_key,
    checks.check_id,
    promised.volumes = 0 or promised.quality_rates > 0 as passes,
    cast(promised.quality_rates as {{ type_double() }}) as figure,
    cast(null as date) as since_on,
    'Commitments to a volume: ' || {{ number_words('promised.volumes') }} || '; of marketing to a rate of quality: '
    || {{ number_words('promised.quality_rates') }} || '.' as evidence
from promised
inner join checks on checks.check_id = 'volume_as_goal'
union all
select
    promised.definition_key,
    checks.check_id,
    promised.by_sales > 0 as passes,
    cast(promised.by_sales as {{ type_double() }}) as figure,
    cast(null as date) as since_on,
    'Commitments of sales: ' || {{ number_words('promised.by_sales') }} || '.' as evidence
from promised
inner join checks on checks.check_id = 'no_sales_commitment'
