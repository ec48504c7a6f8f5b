-- what the figures of the newest quarters ask for, by the bands they lie in and by what the reps can work
{% set capacity_of_a_rep = var('mqls_per_rep_month', none) or 'null' %}

with

rules as (
    select * from {{ ref('calibration_rules') }}
),

named_bands as (
    select
        rules.rule_id,
        rules.metric,
        items.item as band
    from rules
    {{ items_of('rules.bands') }}
    where rules.reads = 'band' and rules.bands is not null
),

metrics as (
    select
        figures.*,
        case
            when unit = 'rate' then {{ share_words('numerator', 'denominator') }} || ', ' || {{ interval_words('lower_95', 'upper_95') }}
            else {{ number_words(rounded('judged_value', 1)) }}
        end as words
    from {{ ref('int_review_metrics') }} as figures
),

missed as (
    select
        definitions.definition_key,
        missed_deals.quarter_starts_on,
        missed_deals.reasons
    from {{ ref('rpt_false_negative_rate') }} as missed_deals
    inner join {{ ref('stg_definitions') }} as definitions
        on missed_deals.definition_id = definitions.definition_id and missed_deals.version = definitions.version
),

in_bands as (
    select
        metrics.*,
        coalesce(named_bands.rule_id, others.rule_id) as rule_id,
        coalesce(' Of those decided: ' || decided.words || '.', '') || coalesce(' Missed: ' || missed.reasons || '.', '') as besides
    from metrics
    inner join rules as others on others.reads = 'band' and others.metric is null
    left join metrics as decided on metrics.definition_key = decided.definition_key and decided.metric = metrics.metric || '_decided'
    left join missed
        on
            metrics.definition_key = missed.definition_key
            and metrics.quarter_starts_on = missed.quarter_starts_on
            and metrics.metric = 'false_negative_rate'
    left join named_bands on metrics.metric = named_bands.metric and metrics.band = named_bands.band
    where metrics.severity in ('watch', 'act')
),

over_capacity as (
    select
        metrics.*,
        rules.rule_id
    from metrics
    inner join rules on rules.reads = 'capacity' and metrics.metric = rules.metric
    where metrics.judged_value > cast({{ capacity_of_a_rep }} as {{ type_double() }})
)

select
    definition_key,
    rule_id,
    metric as subject,
    action as asks,
    severity,
    {{ plain_words('metric') }} || ' of ' || quarter || ': ' || words || ', band ' || {{ plain_words('band') }} || '.' || besides as why,
    value as figure,
    denominator as sample_size,
    lower_95,
    upper_95,
    is_band_certain
from in_bands
union all
select
    definition_key,
    rule_id,
    metric as subject,
    cast(null as {{ dbt.type_string() }}) as asks,
    cast(null as {{ dbt.type_string() }}) as severity,
    {{ plain_words('metric') }} || ' of ' || quarter || ': ' || words || ' a month, a rep can work '
    || {{ number_words("cast(" ~ capacity_of_a_rep ~ " as " ~ type_double() ~ ")") }} || '.' as why,
    judged_value as figure,
    denominator as sample_size,
    lower_95,
    upper_95,
    cast(null as boolean) as is_band_certain
from over_capacity
