-- what rejections, signals, buyers and the calendar ask for
with

rules as (
    select * from {{ ref('calibration_rules') }}
),

definitions as (
    select * from {{ ref('stg_definitions') }}
),

quarters as (
    select
        definition_key,
        quarter,
        quarter_starts_on
    from {{ ref('int_review_metrics') }}
    where metric = 'false_negative_rate'
),

-- the rule asks what buyers show more often than the MQLs do, so it needs MQLs that show it
signals as (
    select
        lifts.*,
        definitions.definition_key,
        case lifts.verdict when 'weight_up' then 'signal_up' else 'signal_down' end as seen,
        {{ plain_words('lifts.subject') }}
        || case when lifts.signal_kind = 'attribute' then ' ' || {{ plain_words('lifts.signal_value') }} else '' end as words
    from {{ ref('rpt_signal_lift') }} as lifts
    inner join definitions on lifts.definition_id = definitions.definition_id and lifts.version = definitions.version
    where
        (lifts.verdict = 'weight_up' and lifts.mql_finding = 'more_often')
        or (lifts.verdict = 'weight_down' and lifts.mql_finding = 'less_often')
),

drifts as (
    select
        drift.*,
        definitions.definition_key,
        quarters.quarter
    from {{ ref('rpt_icp_drift') }} as drift
    inner join definitions on drift.definition_id = definitions.definition_id and drift.version = definitions.version
    inner join quarters on definitions.definition_key = quarters.definition_key and drift.quarter_starts_on = quarters.quarter_starts_on
    where drift.verdict = 'drifting'
),

reasons as (
    select * from {{ ref('int_advice_reasons') }}
    where 2 * rejections > all_rejections and all_rejections >= {{ var('least_rejections') }}
),

health as (
    select * from {{ ref('int_health_requirements') }}
    where check_id = 'calibrated' and not passes
)

select
    reasons.definition_key,
    rules.rule_id,
    reasons.rejection_reason as subject,
    reasons.words as asks,
    'Rejections of ' || reasons.quarter || ': ' || {{ share_words('reasons.rejections', 'reasons.all_rejections') }} || ' for '
    || {{ plain_words('reasons.rejection_reason') }} || '.' as why,
    {{ share('reasons.rejections', 'reasons.all_rejections') }} as figure,
    reasons.all_rejections as sample_size,
    {{ wilson_lower('reasons.rejections', 'reasons.all_rejections') }} as lower_95,
    {{ wilson_upper('reasons.rejections', 'reasons.all_rejections') }} as upper_95
from reasons
inner join rules on rules.reads = 'more_than_half'
union all
select
    signals.definition_key,
    rules.rule_id,
    signals.signal_kind || ':' || signals.subject || ':' || signals.signal_value as subject,
    case
        when signals.points is not null
            then signals.words || ', now ' || {{ points_words('signals.points') }} || ': '
        when signals.trigger_ids is not null then signals.words || ', now without points, asked by ' || signals.trigger_ids || ': '
        else signals.words || ', now without points: '
    end || case signals.seen when 'signal_up' then 'weigh it higher.' else 'weigh it lower.' end as asks,
    {{ share_words('signals.won_mql_leads_with_signal', 'signals.won_mql_leads') }} || ' of the buyers among the MQLs show it, '
    || {{ share_words('signals.mql_leads_with_signal', 'signals.mql_leads') }} || ' of the MQLs. Those with it buy '
    || {{ number_words(rounded('signals.mql_risk_ratio', 2)) }} || ' times as often, 95 % interval '
    || {{ number_words(rounded('signals.mql_risk_ratio_lower', 2)) }} || ' to '
    || {{ number_words(rounded('signals.mql_risk_ratio_upper', 2)) }} || '.' as why,
    signals.mql_risk_ratio as figure,
    signals.won_mql_leads as sample_size,
    signals.mql_risk_ratio_lower as lower_95,
    signals.mql_risk_ratio_upper as upper_95
from signals
inner join rules on signals.seen = rules.reads
union all
select
    drifts.definition_key,
    rules.rule_id,
    drifts.rule_id as subject,
    'Look again at ' || drifts.rule_in_words
    || coalesce(
        '; the buyers: mostly ' || {{ plain_words('drifts.most_common_value') }},
        '; the buyers: median ' || {{ number_words('drifts.median_value') }},
        ''
    ) || '.' as asks,
    'Of the buyers of ' || drifts.quarter || ', '
    || {{ share_words('drifts.deals_within_rule', 'drifts.known_deals') }} || ' were within the rule, of the '
    || {{ number_words('drifts.earlier_known_deals') }} || ' before '
    || {{ rounded_percent_words('(drifts.within_rule_rate - drifts.change_on_earlier)') }} || '.' as why,
    drifts.within_rule_rate as figure,
    drifts.known_deals as sample_size,
    drifts.within_rule_rate_lower as lower_95,
    drifts.within_rule_rate_upper as upper_95
from drifts
inner join rules on rules.reads = 'drift'
union all
select
    health.definition_key,
    rules.rule_id,
    'calendar' as subject,
    cast(null as {{ dbt.type_string() }}) as asks,
    health.evidence as why,
    health.figure,
    cast(null as {{ type_double() }}) as sample_size,
    cast(null as {{ type_double() }}) as lower_95,
    cast(null as {{ type_double() }}) as upper_95
from health
inner join rules on rules.reads = 'calendar'
