-- the MQLs that the contacts of each deal had at or before its opening
with

before_opening as (
    select
        contacts.opportunity_id,
        mqls.definition_key,
        mqls.lead_key,
        mqls.mql_epoch,
        row_number() over (
            partition by contacts.opportunity_id, mqls.definition_key
            order by mqls.mql_epoch, contacts.lead_id
        ) as mql_number
    from {{ ref('int_opportunity_contacts') }} as contacts
    inner join {{ ref('int_opportunities') }} as opportunities on contacts.opportunity_id = opportunities.opportunity_id
    inner join {{ ref('int_mqls') }} as mqls
        on contacts.lead_key = mqls.lead_key and opportunities.created_epoch >= mqls.mql_epoch
)

select
    opportunity_id,
    definition_key,
    count(*) as mqls_before,
    min(mql_epoch) as first_mql_epoch,
    max(case when mql_number = 1 then lead_key end) as first_mql_lead_key
from before_opening
group by opportunity_id, definition_key
