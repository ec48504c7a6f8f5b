with

signals as (
    select * from {{ ref('int_signals') }}
),

seen as (
    select
        signal_key,
        count(*) as leads
    from {{ ref('int_lead_signals') }}
    group by signal_key
),

of_all as (
    select
        ratios.*,
        {{ ratio_finding('won_leads', 'won_leads_with', 'expected_with', 'ratio_lower', 'ratio_upper') }} as finding
    from {{ ref('int_signal_ratios') }} as ratios
),

of_mqls as (
    select
        mqls.*,
        {{ ratio_finding('won_mql_leads', 'won_mql_leads_with', 'expected_with', 'ratio_lower', 'ratio_upper') }} as finding
    from {{ ref('int_signal_mqls') }} as mqls
),

uses as (
    select * from {{ ref('int_definition_signals') }}
)

select
    definitions.definition_id,
    definitions.version,
    signals.signal_kind,
    signals.subject,
    signals.value as signal_value,
    cast(coalesce(seen.leads, 0) as {{ dbt.type_bigint() }}) as leads_with_signal,
    cast(coalesce(of_all.won_leads, 0) as {{ dbt.type_bigint() }}) as won_leads,
    cast(coalesce(of_all.won_leads_with, 0) as {{ dbt.type_bigint() }}) as won_leads_with_signal,
    {{ share('of_all.won_leads_with', 'of_all.won_leads') }} as won_share,
    cast(of_all.peers as {{ type_double() }}) as all_leads,
    cast(of_all.peer_share as {{ type_double() }}) as all_share,
    {{ share('of_all.won_leads_with', 'of_all.won_leads * of_all.peer_share') }} as lift,
    cast(of_all.risk_ratio as {{ type_double() }}) as risk_ratio,
    cast(of_all.ratio_lower as {{ type_double() }}) as risk_ratio_lower,
    cast(of_all.ratio_upper as {{ type_double() }}) as risk_ratio_upper,
    coalesce(of_all.finding, 'too_few') as finding,
    cast(of_mqls.mql_leads as {{ dbt.type_bigint() }}) as mql_leads,
    cast(of_mqls.mql_leads_with as {{ dbt.type_bigint() }}) as mql_leads_with_signal,
    {{ share('of_mqls.mql_leads_with', 'of_mqls.mql_leads') }} as mql_share,
    cast(of_mqls.won_mql_leads as {{ dbt.type_bigint() }}) as won_mql_leads,
    cast(of_mqls.won_mql_leads_with as {{ dbt.type_bigint() }}) as won_mql_leads_with_signal,
    {{ share('of_mqls.won_mql_leads_with', 'of_mqls.won_mql_leads') }} as won_mql_share,
    {{ share('of_mqls.won_mql_leads_with', 'of_mqls.expected_with') }} as mql_lift,
    cast(of_mqls.risk_ratio as {{ type_double() }}) as mql_risk_ratio,
    cast(of_mqls.ratio_lower as {{ type_double() }}) as mql_risk_ratio_lower,
    cast(of_mqls.ratio_upper as {{ type_double() }}) as mql_risk_ratio_upper,
    of_mqls.finding as mql_finding,
    uses.points is not null as is_scored,
    cast(uses.points as {{ type_double() }}) as points,
    uses.trigger_ids,
    uses.is_let_in,
    -- what the MQLs show comes first: it is what the definition does not yet ask; the two must not contradict each other
    case
        when of_mqls.finding = 'more_often' and of_all.finding <> 'less_often' then 'weight_up'
        when of_mqls.finding = 'less_often' and of_all.finding <> 'more_often' then 'weight_down'
        when of_all.finding = 'more_often' and of_mqls.finding <> 'less_often' and not uses.speaks_for then 'weight_up'
        when of_all.finding = 'less_often' and of_mqls.finding <> 'more_often' and not uses.speaks_against then 'weight_down'
        when of_mqls.finding = 'too_few' and coalesce(of_all.finding, 'too_few') = 'too_few' then 'too_few'
        else 'keep'
    end as verdict
from of_mqls
inner join {{ ref('stg_definitions') }} as definitions on of_mqls.definition_key = definitions.definition_key
inner join signals on of_mqls.signal_key = signals.signal_key
inner join uses on of_mqls.definition_key = uses.definition_key and of_mqls.signal_key = uses.signal_key
left join of_all on of_mqls.signal_key = of_all.signal_key
left join seen on of_mqls.signal_key = seen.signal_key
