-- how each won deal's buyer stood to each rule of a gate; the look is the same for all definitions, so that no gate judges whom it chose
with

rules as (
    select * from {{ ref('stg_fit_rules') }}
    where role in ('scope', 'gate')
),

buyers as (
    select * from {{ ref('int_won_deal_buyers') }}
)

select
    rules.fit_rule_key,
    won_deals.opportunity_id,
    {{ local_quarter('won_deals.closed_epoch') }} as quarter_starts_on,
    attributes.value_text,
    attributes.value_number,
    case when attributes.lead_key is not null then spans.fit_rule_key is not null end as meets_rule
from {{ ref('int_opportunities') }} as won_deals
cross join rules
left join buyers on won_deals.opportunity_id = buyers.opportunity_id
left join {{ ref('int_lead_attributes') }} as attributes
    on
        buyers.lead_key = attributes.lead_key
        and rules.attribute = attributes.attribute
        and buyers.look_epoch >= attributes.valid_from
        and buyers.look_epoch < attributes.valid_to
left join {{ ref('int_fit_rule_spans') }} as spans
    on
        buyers.lead_key = spans.lead_key
        and rules.fit_rule_key = spans.fit_rule_key
        and buyers.look_epoch >= spans.valid_from
        and buyers.look_epoch < spans.valid_to
where won_deals.is_won and won_deals.is_new_business
