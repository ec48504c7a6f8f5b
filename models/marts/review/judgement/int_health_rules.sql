-- the anti-patterns and mistakes that the rules of a definition show by themselves
with

agreement as (
    select * from {{ ref('int_health_agreement') }}
),

definitions as (
    select * from {{ ref('stg_definitions') }}
),

triggers as (
    select * from {{ ref('int_trigger_counts') }}
),

gates as (
    select
        definition_key,
        count(*) as gates
    from {{ ref('stg_fit_rules') }}
    where role in ('scope', 'gate')
    group by definition_key
),

scores as (
    select
        definition_key,
        count(*) as scoring_rules,
        count(distinct points) as kinds_of_points
    from {{ ref('stg_scoring_rules') }}
    group by definition_key
),

checks as (
    select * from {{ ref('health_checks') }}
)

select
    triggers.definition_key,
    checks.check_id,
    triggers.triggers > 0 as passes,
    cast(triggers.triggers as {{ type_double() }}) as figure,
    cast(null as date) as since_on,
    'Triggers that make an MQL: ' || {{ number_words('triggers.triggers') }} || '.' as evidence
from triggers
inner join checks on checks.check_id = 'not_measured'
union all
select
    agreement.definition_key,
    checks.check_id,
    case
        when agreement.rivals > 0 or agreement.is_signed_by_marketing <> agreement.is_signed_by_sales then false
        when agreement.is_signed_by_marketing and agreement.is_signed_by_sales then true
    end as passes,
    cast(agreement.rivals as {{ type_double() }}) as figure,
    cast(null as date) as since_on,
    agreement.signature_words
    || ' Others in force for the same segment with a signature: ' || coalesce(agreement.rival_names, 'none') || '.'
        as evidence
from agreement
inner join checks on checks.check_id = 'two_definitions'
union all
select
    triggers.definition_key,
    checks.check_id,
    coalesce(gates.gates, 0) > 0 or triggers.triggers_without_fit = 0 as passes,
    cast(coalesce(gates.gates, 0) as {{ type_double() }}) as figure,
    cast(null as date) as since_on,
    'Rules of the gate: ' || {{ number_words('coalesce(gates.gates, 0)') }} || '; triggers: ' || {{ number_words('triggers.triggers') }}
    || ', of these without a bar of fit: ' || {{ number_words('triggers.triggers_without_fit') }} || '.' as evidence
from triggers
inner join checks on checks.check_id = 'no_fit_gate'
left join gates on triggers.definition_key = gates.definition_key
union all
select
    agreement.definition_key,
    checks.check_id,
    case
        when agreement.is_in_force then {{ days_from('agreement.last_changed_on', 'agreement.today_on') }} <= checks.threshold
    end as passes,
    cast({{ days_from('agreement.last_changed_on', 'agreement.today_on') }} as {{ type_double() }}) as figure,
    agreement.last_changed_on as since_on,
    case when agreement.is_in_force then '' else 'Not in force. ' end
    || coalesce(
        'Rules as of ' || {{ date_words('agreement.last_changed_on') }} || ', '
        || {{ number_words(days_from('agreement.last_changed_on', 'agreement.today_on')) }} || ' days ago.',
        'Nobody wrote down since when.'
    ) as evidence
from agreement
inner join checks on checks.check_id = 'unchanged_12_months'
union all
select
    triggers.definition_key,
    checks.check_id,
    triggers.kinds_of_trigger > 1 as passes,
    cast(triggers.kinds_of_trigger as {{ type_double() }}) as figure,
    cast(null as date) as since_on,
    'Triggers: ' || {{ number_words('triggers.triggers') }} || '; kinds by tier, outcome and service level: '
    || {{ number_words('triggers.kinds_of_trigger') }} || '.' as evidence
from triggers
inner join checks on checks.check_id = 'all_mqls_alike'
union all
select
    definitions.definition_key,
    checks.check_id,
    definitions.decay_kind <> 'none' as passes,
    cast(null as {{ type_double() }}) as figure,
    cast(null as date) as since_on,
    'Decay: ' || definitions.decay_kind || '; rules that give points: ' || {{ number_words('scores.scoring_rules') }} || '.' as evidence
from definitions
inner join scores on definitions.definition_key = scores.definition_key
inner join checks on checks.check_id = 'no_decay'
union all
select
    scores.definition_key,
    checks.check_id,
    scores.kinds_of_points > 1 as passes,
    cast(scores.kinds_of_points as {{ type_double() }}) as figure,
    cast(null as date) as since_on,
    'Rules that give points: ' || {{ number_words('scores.scoring_rules') }} || '; different numbers of points: '
    || {{ number_words('scores.kinds_of_points') }} || '.' as evidence
from scores
inner join checks on checks.check_id = 'content_all_equal'
