-- whom a counter is kept for: everyone where points depend on it, else those that ever pass the gate of a definition that counts it
with

uses as (
    select * from {{ ref('int_counter_uses') }}
)

select
    uses.counter_key,
    leads.lead_key
from uses
cross join {{ ref('int_leads') }} as leads
where uses.scoring_rule_key is not null
union
select
    uses.counter_key,
    gated_leads.lead_key
from uses
inner join {{ ref('int_gated_leads') }} as gated_leads on uses.definition_key = gated_leads.definition_key
where uses.condition_key is not null
