with

credits as (
    select * from {{ ref('int_mql_credits') }}
),

mqls as (
    select * from {{ ref('int_mqls') }}
),

definitions as (
    select * from {{ ref('stg_definitions') }}
),

leads as (
    select * from {{ ref('int_leads') }}
)

select
    definitions.definition_id,
    definitions.version,
    definitions.definition_id || '|' || cast(definitions.version as {{ dbt.type_string() }}) || '|' || leads.lead_id
    || '|' || cast(mqls.cycle_number as {{ dbt.type_string() }}) as mql_id,
    leads.lead_id,
    {{ timestamp_at('mqls.mql_epoch') }} as mql_at,
    credits.attribution_model,
    credits.channel,
    cast(credits.touches as {{ dbt.type_bigint() }}) as touches,
    credits.credit,
    mqls.opportunity_id,
    {{ timestamp_at('mqls.won_epoch') }} as won_at,
    mqls.is_sourcing,
    cast(case when mqls.won_epoch is not null then credits.credit * mqls.amount_usd end as {{ type_double() }}) as credited_won_usd
from credits
-- every credit has its MQL; an inner join may be planned in another order, in which DuckDB 2.0.0 fails once a join spills to disk
left join mqls
    on
        credits.lead_key = mqls.lead_key
        and credits.definition_key = mqls.definition_key
        and credits.mql_epoch = mqls.mql_epoch
inner join definitions on credits.definition_key = definitions.definition_key
inner join leads on credits.lead_key = leads.lead_key
