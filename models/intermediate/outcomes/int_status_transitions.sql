with

mqls as (
    select * from {{ ref('int_mqls') }}
),

definitions as (
    select definition_key
    from {{ ref('stg_definitions') }}
),

deal_stages as (
    select * from {{ ref('int_deal_stages') }}
),

-- the first time, in the span of an MQL, that something further down than accepted, or than sql, came true
first_deal_stages as (
    select
        mqls.lead_key,
        mqls.definition_key,
        mqls.mql_epoch,
        min(deal_stages.at_epoch) as deal_epoch
    from mqls
    inner join deal_stages
        on
            mqls.lead_key = deal_stages.lead_key
            and mqls.mql_epoch <= deal_stages.at_epoch
            and mqls.span_ends_epoch > deal_stages.at_epoch
    where deal_stages.status in ('opportunity', 'customer')
    group by mqls.lead_key, mqls.definition_key, mqls.mql_epoch
),

sales_words as (
    select
        mqls.lead_key,
        mqls.definition_key,
        mqls.mql_epoch,
        mqls.rejected_epoch,
        mqls.reopens_epoch,
        case
            when mqls.sql_epoch > coalesce(first_deal_stages.deal_epoch, {{ end_of_time() }}) then null
            else mqls.sql_epoch
        end as sql_epoch,
        case
            when mqls.accepted_epoch > least(
                coalesce(first_deal_stages.deal_epoch, {{ end_of_time() }}), coalesce(mqls.sql_epoch, {{ end_of_time() }})
            ) then null
            else mqls.accepted_epoch
        end as accepted_epoch
    from mqls
    left join first_deal_stages
        on
            mqls.lead_key = first_deal_stages.lead_key
            and mqls.definition_key = first_deal_stages.definition_key
            and mqls.mql_epoch = first_deal_stages.mql_epoch
),

leads as (
    select * from {{ ref('int_leads') }}
),

transitions as (
    select
        leads.lead_key,
        definitions.definition_key,
        'lead' as status,
        leads.known_epoch as at_epoch
    from leads
    cross join definitions
    union all
    select
        deal_stages.lead_key,
        definitions.definition_key,
        deal_stages.status,
        deal_stages.at_epoch
    from deal_stages
    cross join definitions
    {%- for status in ['mql', 'accepted', 'sql', 'rejected'] %}
    union all
    select
        lead_key,
        definition_key,
        '{{ status }}' as status,
        {{ status }}_epoch as at_epoch
    from sales_words
    where {{ status }}_epoch is not null
    {%- endfor %}
    union all
    select
        lead_key,
        definition_key,
        'recycled' as status,
        reopens_epoch as at_epoch
    from sales_words
    where reopens_epoch is not null
)

select
    transitions.lead_key,
    transitions.definition_key,
    transitions.status,
    transitions.at_epoch,
    case transitions.status
        when 'lead' then 1
        when 'recycled' then 2
        when 'mql' then 3
        when 'rejected' then 4
        when 'accepted' then 5
        when 'sql' then 6
        when 'opportunity' then 7
        when 'lost' then 8
        when 'customer' then 9
    end as precedence
from transitions
inner join leads on transitions.lead_key = leads.lead_key
where transitions.at_epoch >= leads.known_epoch and transitions.at_epoch <= {{ as_of_epoch() }}
