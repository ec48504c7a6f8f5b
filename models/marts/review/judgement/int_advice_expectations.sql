-- which back-tested variant shows what a rule's change would do, and what it did
with

definitions as (
    select * from {{ ref('stg_definitions') }}
),

backtests as (
    select
        definitions.definition_key,
        tests.*
    from {{ ref('rpt_threshold_backtest') }} as tests
    inner join definitions on tests.definition_id = definitions.definition_id and tests.version = definitions.version
),

as_they_are as (
    select * from backtests
    where variant_kind = 'as_is'
),

-- the variant that reaches most deals; of several the one with fewest MQLs
most_deals as (
    select
        backtests.*,
        row_number() over (
            partition by definition_key
            order by won_deals_gained - won_deals_lost desc, mqls asc, variant_id asc
        ) as choice
    from backtests
    where won_deals_gained > won_deals_lost
),

chosen as (
    select
        definition_key,
        variant_id,
        variant_id as backtest
    from backtests
    union all
    select
        definition_key,
        variant_id,
        'most_deals_gained' as backtest
    from most_deals
    where choice = 1
)

select
    chosen.definition_key,
    chosen.backtest,
    tests.variant_id,
    tests.mqls_per_month,
    tests.won_deals_gained,
    tests.won_deals_lost,
    'Back-test ' || tests.variant_id || ' (' || tests.what_changes || '): ' || {{ number_words(rounded('tests.mqls_per_month', 1)) }}
    || ' MQLs a month instead of ' || {{ number_words(rounded('as_they_are.mqls_per_month', 1)) }}
    || coalesce(
        ', ' || {{ rounded_percent_words('tests.acceptance_rate_decided') }} || ' of the decided accepted instead of '
        || {{ rounded_percent_words('as_they_are.acceptance_rate_decided') }},
        ''
    )
    || ', won deals gained: ' || {{ number_words('tests.won_deals_gained') }}
    || ', lost: ' || {{ number_words('tests.won_deals_lost') }} || '.' as words
from chosen
inner join backtests as tests on chosen.definition_key = tests.definition_key and chosen.variant_id = tests.variant_id
inner join as_they_are on chosen.definition_key = as_they_are.definition_key
