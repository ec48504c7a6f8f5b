{#
    What the engine evaluates: each definition as it is and, of those asked for in var('backtest_definitions'), variants that
    differ in one thing. A definition keeps its key; that of a variant is made of what it changes in what. What a variant does not change it
    shares with its definition: it has a gate of its own only where it drops or loosens a rule.
#}
{% set what_it_changes = "variants.variant_kind || '|' || variants.subject || '|' || variants.bounds" %}

with

definitions as (
    select * from {{ ref('stg_definitions') }}
),

backtested as (
    select * from definitions
    where {{ is_backtested_definition('definition_id') }}
),

-- who becomes an MQL by a score
scored as (
    select distinct triggers.definition_key
    from {{ ref('stg_triggers') }} as triggers
    inner join {{ ref('stg_trigger_conditions') }} as conditions on triggers.trigger_key = conditions.trigger_key
    where triggers.outcome <> 'review' and conditions.metric in ('fit_score', 'behavior_score', 'bant_score', 'total_score')
),

steps as (
    {{ numbers_below(11) }}
),

percents as (
    select cast(50 + 10 * n as {{ dbt.type_int() }}) as percent
    from steps
),

variants as (
    select
        definition_key as variant_of,
        'as_is' as variant_kind,
        cast(null as {{ dbt.type_string() }}) as subject,
        100 as percent,
        '' as bounds
    from definitions
    union all
    select
        scored.definition_key as variant_of,
        'threshold' as variant_kind,
        cast(percents.percent as {{ dbt.type_string() }}) as subject,
        percents.percent,
        '' as bounds
    from scored
    cross join percents
    where percents.percent <> 100
    union all
    select
        definition_key as variant_of,
        'gate_loosened' as variant_kind,
        rule_id as subject,
        100 as percent,
        coalesce({{ number_text('value_low') }}, '') || '-' || coalesce({{ number_text('value_high') }}, '') as bounds
    from {{ ref('stg_loosened_rules') }}
    union all
    select
        definition_key as variant_of,
        'gate_dropped' as variant_kind,
        rule_id as subject,
        100 as percent,
        '' as bounds
    from {{ ref('stg_fit_rules') }}
    where role in ('scope', 'gate')
    union all
    select
        definition_key as variant_of,
        'trigger_left_out' as variant_kind,
        trigger_id as subject,
        100 as percent,
        '' as bounds
    from {{ ref('stg_triggers') }}
    where outcome <> 'review'
),

evaluated as (
    select
        case
            when variants.variant_kind = 'as_is' then variants.variant_of
            else {{ stable_key("cast(backtested.content_key as " ~ dbt.type_string() ~ ") || '|' || " ~ what_it_changes) }}
        end as definition_key,
        variants.variant_of,
        variants.variant_kind,
        variants.subject,
        variants.percent / cast(100 as {{ type_double() }}) as factor,
        backtested.definition_key is not null as is_backtested
    from variants
    left join backtested on variants.variant_of = backtested.definition_key
    where variants.variant_kind = 'as_is' or backtested.definition_key is not null
)

select
    evaluated.*,
    evaluated.variant_kind || coalesce(':' || evaluated.subject, '') as variant_id,
    case
        when evaluated.variant_kind in ('gate_loosened', 'gate_dropped') then evaluated.definition_key
        else evaluated.variant_of
    end as gate_definition_key,
    definitions.content_key,
    definitions.fit_cap,
    definitions.bant_cap,
    definitions.requalify_gap_days
from evaluated
inner join definitions on evaluated.variant_of = definitions.definition_key
