-- the signals to rebuild a definition, from the log of reviews and the figures, and those to iterate on it
with

definitions as (
    select * from {{ ref('stg_definitions') }}
),

checks as (
    select * from {{ ref('health_checks') }}
),

reviews as (
    select * from {{ ref('stg_definition_reviews') }}
),

-- what a rebuild answered is answered
rebuilt as (
    select
        definition_key,
        max(reviewed_on) as rebuilt_on
    from reviews
    where outcome = 'rebuilt'
    group by definition_key
),

logged as (
    select
        reviews.definition_key,
        checks.check_id,
        count(*) as reviews,
        max(reviews.reviewed_on) as last_reviewed_on,
        min(case
            when
                (rebuilt.rebuilt_on is null or reviews.reviewed_on > rebuilt.rebuilt_on)
                and (
                    (checks.check_id = 'icp_changed' and reviews.icp_changed)
                    or (checks.check_id = 'motion_changed' and reviews.motion_changed)
                    or (checks.check_id = 'merged_company' and reviews.merged_company)
                )
                then reviews.reviewed_on
        end) as seen_on
    from reviews
    inner join checks on checks.check_id in ('icp_changed', 'motion_changed', 'merged_company')
    left join rebuilt on reviews.definition_key = rebuilt.definition_key
    group by reviews.definition_key, checks.check_id
),

metrics as (
    select * from {{ ref('int_review_metrics') }}
),

answered as (
    select
        volumes.definition_key,
        volumes.quarter,
        volumes.quarter_starts_on,
        volumes.value as mqls,
        coalesce(responses.denominator, 0) as answered
    from metrics as volumes
    inner join metrics as responses
        on
            volumes.definition_key = responses.definition_key
            and volumes.quarter_starts_on = responses.quarter_starts_on
            and responses.metric = 'response_minutes'
    where volumes.metric = 'mql_volume' and volumes.value > 0
)

select
    definitions.definition_key,
    checks.check_id,
    case when logged.reviews > 0 then logged.seen_on is null end as passes,
    cast(logged.reviews as {{ type_double() }}) as figure,
    coalesce(logged.seen_on, logged.last_reviewed_on) as since_on,
    case
        when logged.seen_on is not null
            then 'The review of ' || {{ date_words('logged.seen_on') }} || ' says so, and no rebuild followed.'
        when logged.reviews > 0
            then 'Not in any review since the last rebuild; the last was on ' || {{ date_words('logged.last_reviewed_on') }} || '.'
        else 'No review is logged, so nobody has said.'
    end as evidence
from definitions
inner join checks on checks.check_id in ('icp_changed', 'motion_changed', 'merged_company')
left join logged on definitions.definition_key = logged.definition_key and checks.check_id = logged.check_id
union all
select
    metrics.definition_key,
    checks.check_id,
    greatest(metrics.value, metrics.previous_value) >= checks.threshold as passes,
    metrics.value as figure,
    metrics.quarter_starts_on as since_on,
    coalesce(metrics.quarter || ': ' || {{ share_words('metrics.numerator', 'metrics.denominator') }}, metrics.quarter || ': no MQLs')
    || coalesce('; the quarter before: ' || {{ share_words('metrics.previous_numerator', 'metrics.previous_denominator') }}, '')
    || '.' as evidence
from metrics
inner join checks on metrics.metric = checks.subject and checks.kind = 'rebuild_signal'
where metrics.value is not null and metrics.previous_value is not null
union all
select
    answered.definition_key,
    checks.check_id,
    answered.answered >= checks.threshold * answered.mqls as passes,
    {{ share('answered.answered', 'answered.mqls') }} as figure,
    answered.quarter_starts_on as since_on,
    'Sales touched ' || {{ share_words('answered.answered', 'answered.mqls') }} || ' of the MQLs of ' || answered.quarter || '.' as evidence
from answered
inner join checks on checks.check_id = 'sales_stopped'
union all
select
    metrics.definition_key,
    checks.check_id,
    metrics.value > (1 - checks.threshold) * metrics.previous_value or metrics.previous_value = 0 as passes,
    {{ share('(metrics.value - metrics.previous_value)', 'metrics.previous_value') }} as figure,
    metrics.quarter_starts_on as since_on,
    metrics.quarter || ': ' || {{ share_words('metrics.numerator', 'metrics.denominator') }} || '; the quarter before: '
    || {{ share_words('metrics.previous_numerator', 'metrics.previous_denominator') }}
    || case
        when metrics.value > (1 - checks.threshold) * metrics.previous_value then '.'
        when metrics.change_upper < 0 then '; more than chance (95 %).'
        else '; chance alone could do it (95 %).'
    end as evidence
from metrics
inner join checks on metrics.metric = checks.subject and checks.kind = 'iterate_signal'
where metrics.value is not null and metrics.previous_value is not null
