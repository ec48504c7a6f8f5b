-- and its lift lies within the reach of its shares; a verdict rests on an interval that excludes 1
select
    definition_id,
    version,
    signal_kind,
    subject,
    signal_value
from {{ ref('rpt_signal_lift') }}
where
    won_leads_with_signal > won_leads
    or mql_leads_with_signal > mql_leads
    or won_mql_leads_with_signal > least(won_mql_leads, mql_leads_with_signal)
    or won_mql_leads > mql_leads
    or all_share > 1
    or (finding = 'more_often' and not coalesce(risk_ratio_lower > 1, false))
    or (finding = 'less_often' and not coalesce(risk_ratio_upper < 1, false))
    or (mql_finding = 'more_often' and not coalesce(mql_risk_ratio_lower > 1, false))
    or (mql_finding = 'less_often' and not coalesce(mql_risk_ratio_upper < 1, false))
    or (verdict = 'weight_up' and 'more_often' not in (finding, mql_finding))
    or (verdict = 'weight_down' and 'less_often' not in (finding, mql_finding))
