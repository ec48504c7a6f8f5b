-- the requirements of a good definition, and the housekeeping that goes with them
with

agreement as (
    select * from {{ ref('int_health_agreement') }}
),

triggers as (
    select * from {{ ref('int_trigger_counts') }}
),

checks as (
    select * from {{ ref('health_checks') }}
)

select
    triggers.definition_key,
    checks.check_id,
    triggers.triggers > 0 and triggers.unmeasured_triggers = 0 as passes,
    cast(triggers.unmeasured_triggers as {{ type_double() }}) as figure,
    cast(null as date) as since_on,
    'Triggers: ' || {{ number_words('triggers.triggers') }} || '; conditions: ' || {{ number_words('triggers.conditions') }}
    || '; triggers without a bar: ' || {{ number_words('triggers.unmeasured_triggers') }} || '.' as evidence
from triggers
inner join checks on checks.check_id = 'objective'
union all
select
    agreement.definition_key,
    checks.check_id,
    agreement.evidence is not null and coalesce(agreement.deals_analysed, 0) >= checks.threshold as passes,
    cast(agreement.deals_analysed as {{ type_double() }}) as figure,
    cast(null as date) as since_on,
    coalesce('Evidence: ' || agreement.evidence, 'No evidence is written down')
    || '; won deals analysed: ' || coalesce({{ number_words('agreement.deals_analysed') }}, 'none')
    || ', asked: ' || {{ number_words('checks.threshold') }} || ' or more.' as evidence
from agreement
inner join checks on checks.check_id = 'data_derived'
union all
select
    agreement.definition_key,
    checks.check_id,
    agreement.is_signed_by_marketing and agreement.is_signed_by_sales as passes,
    cast(null as {{ type_double() }}) as figure,
    cast(null as date) as since_on,
    agreement.signature_words as evidence
from agreement
inner join checks on checks.check_id = 'agreed'
union all
select
    agreement.definition_key,
    checks.check_id,
    coalesce({{ days_from('agreement.last_looked_on', 'agreement.today_on') }} <= checks.threshold, false) as passes,
    cast({{ days_from('agreement.last_looked_on', 'agreement.today_on') }} as {{ type_double() }}) as figure,
    agreement.last_looked_on as since_on,
    'Reviews logged: ' || {{ number_words('agreement.reviews') }}
    || coalesce(
        '; last written or reviewed on ' || {{ date_words('agreement.last_looked_on') }} || ', '
        || {{ number_words(days_from('agreement.last_looked_on', 'agreement.today_on')) }} || ' days ago',
        ''
    ) || '.' as evidence
from agreement
inner join checks on checks.check_id = 'calibrated'
union all
select
    agreement.definition_key,
    checks.check_id,
    coalesce(agreement.review_on >= agreement.today_on, false) as passes,
    cast({{ days_from('agreement.today_on', 'agreement.review_on') }} as {{ type_double() }}) as figure,
    agreement.review_on as since_on,
    case
        when agreement.review_on is null then 'No review date is set.'
        when agreement.review_on >= agreement.today_on
            then
                'Review on ' || {{ date_words('agreement.review_on') }} || ', in '
                || {{ number_words(days_from('agreement.today_on', 'agreement.review_on')) }} || ' days.'
        else
            'Review was due on ' || {{ date_words('agreement.review_on') }} || ', '
            || {{ number_words(days_from('agreement.review_on', 'agreement.today_on')) }} || ' days ago.'
    end as evidence
from agreement
inner join checks on checks.check_id = 'review_overdue'
union all
select
    agreement.definition_key,
    checks.check_id,
    agreement.marketing_owner is not null and agreement.sales_owner is not null as passes,
    cast(null as {{ type_double() }}) as figure,
    cast(null as date) as since_on,
    'Marketing: ' || coalesce(agreement.marketing_owner, 'nobody')
    || '; sales: ' || coalesce(agreement.sales_owner, 'nobody') || '.' as evidence
from agreement
inner join checks on checks.check_id = 'owners_named'
union all
select
    agreement.definition_key,
    checks.check_id,
    not agreement.is_in_force or (agreement.is_signed_by_marketing and agreement.is_signed_by_sales) as passes,
    cast(null as {{ type_double() }}) as figure,
    agreement.last_changed_on as since_on,
    case when agreement.is_in_force then 'In force. ' else 'Not in force. ' end || agreement.signature_words as evidence
from agreement
inner join checks on checks.check_id = 'in_force_unsigned'
