-- the same among the leads that a definition made MQLs: what they had shown by their first MQL, and who of them bought
with

exposures as (
    select * from {{ ref('int_lead_exposures') }}
),

signals as (
    select * from {{ ref('int_signals') }}
),

first_mqls as (
    select
        mqls.definition_key,
        mqls.lead_key,
        mqls.mql_epoch - exposures.known_epoch as mql_age,
        case when exposures.is_won then 1 else 0 end as is_won
    from {{ ref('int_mqls') }} as mqls
    inner join exposures on mqls.lead_key = exposures.lead_key and mqls.mql_epoch <= exposures.exit_epoch
    where mqls.cycle_number = 1
),

of_signals as (
    select
        first_mqls.definition_key,
        lead_signals.signal_key,
        count(*) as mql_leads,
        sum(first_mqls.is_won) as won_leads
    from first_mqls
    inner join {{ ref('int_lead_signals') }} as lead_signals
        on first_mqls.lead_key = lead_signals.lead_key and first_mqls.mql_age >= lead_signals.seen_age
    group by first_mqls.definition_key, lead_signals.signal_key
),

-- who is in the base of an attribute shows one of its values
of_bases as (
    select
        definition_key,
        0 as base_key,
        count(*) as mql_leads,
        sum(is_won) as won_leads
    from first_mqls
    group by definition_key
    union all
    select
        of_signals.definition_key,
        signals.base_key,
        sum(of_signals.mql_leads) as mql_leads,
        sum(of_signals.won_leads) as won_leads
    from of_signals
    inner join signals on of_signals.signal_key = signals.signal_key
    where signals.base_key < 0
    group by of_signals.definition_key, signals.base_key
),

counted as (
    select
        definitions.definition_key,
        signals.signal_key,
        coalesce(of_bases.mql_leads, 0) as mql_leads,
        coalesce(of_bases.won_leads, 0) as won_mql_leads,
        coalesce(of_signals.mql_leads, 0) as mql_leads_with,
        coalesce(of_signals.won_leads, 0) as won_mql_leads_with
    from signals
    cross join {{ ref('stg_definitions') }} as definitions
    left join of_bases on definitions.definition_key = of_bases.definition_key and signals.base_key = of_bases.base_key
    left join of_signals on definitions.definition_key = of_signals.definition_key and signals.signal_key = of_signals.signal_key
),

-- where nobody on one side bought, half a lead more on each side keeps the interval finite
corrected as (
    select
        counted.*,
        case when won_mql_leads_with > 0 and won_mql_leads > won_mql_leads_with then 0 else 0.5 end as half
    from counted
    where mql_leads_with > 0 and mql_leads > mql_leads_with
),

rates as (
    select
        corrected.*,
        won_mql_leads_with + half as won_with,
        won_mql_leads - won_mql_leads_with + half as won_without,
        mql_leads_with + 2 * half as leads_with,
        mql_leads - mql_leads_with + 2 * half as leads_without
    from corrected
),

-- Katz's log method
ratios as (
    select
        rates.*,
        {{ share('won_mql_leads_with', 'mql_leads_with') }}
        / nullif({{ share('(won_mql_leads - won_mql_leads_with)', 'mql_leads - mql_leads_with') }}, 0) as risk_ratio,
        ({{ share('won_with', 'leads_with') }}) / ({{ share('won_without', 'leads_without') }}) as corrected_ratio,
        {{ share('1', 'won_with') }} - {{ share('1', 'leads_with') }}
        + {{ share('1', 'won_without') }} - {{ share('1', 'leads_without') }} as log_variance
    from rates
)

select
    counted.*,
    {{ share('counted.won_mql_leads * counted.mql_leads_with', 'counted.mql_leads') }} as expected_with,
    ratios.risk_ratio,
    case when ratios.risk_ratio = 0 then 0 else {{ ratio_lower('ratios.corrected_ratio', 'ratios.log_variance') }} end as ratio_lower,
    case when ratios.risk_ratio is not null then {{ ratio_upper('ratios.corrected_ratio', 'ratios.log_variance') }} end as ratio_upper
from counted
left join ratios on counted.definition_key = ratios.definition_key and counted.signal_key = ratios.signal_key
