with

credits as (
    select
        credits.definition_key,
        credits.attribution_model,
        credits.channel,
        credits.credit,
        case when mqls.is_sourcing and mqls.won_epoch is not null then credits.credit else 0.0 end as won_credit,
        case when mqls.won_epoch is not null then credits.credit * mqls.amount_usd else 0.0 end as won_usd
    from {{ ref('int_mql_credits') }} as credits
    inner join {{ ref('int_mqls') }} as mqls
        on
            credits.lead_key = mqls.lead_key
            and credits.definition_key = mqls.definition_key
            and credits.mql_epoch = mqls.mql_epoch
),

channel_credits as (
    select
        definition_key,
        attribution_model,
        channel,
        {{ summed('sum(credit)') }} as credited_mqls,
        {{ summed('sum(won_credit)') }} as credited_won_deals,
        {{ summed('sum(won_usd)') }} as credited_won_usd
    from credits
    group by definition_key, attribution_model, channel
),

channel_costs as (
    select
        lead_source as channel,
        {{ summed('sum(cost_usd)') }} as cost_usd
    from {{ ref('stg_channel_costs') }}
    group by lead_source
),

attribution_models as (
    select distinct
        definition_key,
        attribution_model
    from channel_credits
),

-- a channel that was paid for and earned nothing is a line too
channels as (
    select
        attribution_models.definition_key,
        attribution_models.attribution_model,
        channel_costs.channel
    from attribution_models
    cross join channel_costs
    union
    select
        definition_key,
        attribution_model,
        channel
    from channel_credits
),

reported as (
    select
        channels.definition_key,
        channels.attribution_model,
        channels.channel,
        cast(coalesce(channel_credits.credited_mqls, 0) as {{ type_double() }}) as credited_mqls,
        cast(coalesce(channel_credits.credited_won_deals, 0) as {{ type_double() }}) as credited_won_deals,
        cast(coalesce(channel_credits.credited_won_usd, 0) as {{ type_double() }}) as credited_won_usd,
        cast(channel_costs.cost_usd as {{ type_double() }}) as cost_usd
    from channels
    left join channel_credits
        on
            channels.definition_key = channel_credits.definition_key
            and channels.attribution_model = channel_credits.attribution_model
            and channels.channel = channel_credits.channel
    left join channel_costs on channels.channel = channel_costs.channel
)

select
    definitions.definition_id,
    definitions.version,
    reported.attribution_model,
    reported.channel,
    reported.credited_mqls,
    reported.credited_won_deals,
    reported.credited_won_usd,
    reported.cost_usd,
    reported.cost_usd / nullif(reported.credited_mqls, 0) as cost_per_mql_usd,
    reported.cost_usd / nullif(reported.credited_won_deals, 0) as cost_per_won_usd,
    reported.credited_won_usd / nullif(reported.cost_usd, 0) as won_usd_per_cost_usd
from reported
inner join {{ ref('stg_definitions') }} as definitions on reported.definition_key = definitions.definition_key
