with

definitions as (
    select * from {{ ref('stg_definitions') }}
),

fit_rules as (
    select
        definition_key,
        sum(case when role in ('scope', 'gate') then 1 else 0 end) as gate_rules,
        sum(case when role = 'disqualify' then 1 else 0 end) as disqualify_rules,
        sum(case when role in ('fit', 'bant') then 1 else 0 end) as fit_rules
    from {{ ref('stg_fit_rules') }}
    group by definition_key
),

scoring_rules as (
    select
        definition_key,
        count(*) as scoring_rules
    from {{ ref('stg_scoring_rules') }}
    group by definition_key
),

triggers as (
    select
        definition_key,
        count(*) as triggers
    from {{ ref('stg_triggers') }}
    group by definition_key
)

select
    definitions.definition_id,
    definitions.version,
    definitions.name,
    definitions.playbook,
    definitions.description,
    definitions.company_stage,
    definitions.segment,
    definitions.effective_from as effective_from_on,
    definitions.effective_to as effective_to_on,
    coalesce(definitions.effective_from <= {{ local_date(as_of()) }}, true)
    and coalesce(definitions.effective_to > {{ local_date(as_of()) }}, true) as is_in_force,
    definitions.is_active,
    definitions.decay_kind,
    definitions.decay_rate,
    definitions.decay_period_seconds / 86400 as decay_period_days,
    definitions.fit_cap,
    definitions.behavior_cap,
    definitions.bant_cap,
    definitions.off_icp_cap,
    definitions.requalify_gap_days,
    definitions.dormant_after_days,
    cast(coalesce(fit_rules.gate_rules, 0) as {{ dbt.type_int() }}) as gate_rules,
    cast(coalesce(fit_rules.disqualify_rules, 0) as {{ dbt.type_int() }}) as disqualify_rules,
    cast(coalesce(fit_rules.fit_rules, 0) as {{ dbt.type_int() }}) as fit_rules,
    cast(coalesce(scoring_rules.scoring_rules, 0) as {{ dbt.type_int() }}) as scoring_rules,
    cast(coalesce(triggers.triggers, 0) as {{ dbt.type_int() }}) as triggers,
    definitions.marketing_owner,
    definitions.marketing_signed_on,
    definitions.sales_owner,
    definitions.sales_signed_on,
    definitions.marketing_signed_on is not null and definitions.sales_signed_on is not null as is_signed,
    definitions.review_on,
    {{ days_from(local_date(as_of()), 'definitions.review_on') }} as days_to_review,
    definitions.evidence,
    definitions.deals_analysed,
    definitions.basis,
    definitions.note
from definitions
left join fit_rules on definitions.definition_key = fit_rules.definition_key
left join scoring_rules on definitions.definition_key = scoring_rules.definition_key
left join triggers on definitions.definition_key = triggers.definition_key
