-- when each MQL reached each stage: at its own time or at that of any later stage, whichever is first
with

mqls as (
    select
        lead_key,
        definition_key,
        mql_epoch,
        trigger_id,
        tier,
        accepted_epoch,
        sql_epoch,
        opportunity_epoch,
        won_epoch,
        {{ end_of_time() }} as never
    from {{ ref('int_mqls') }}
),

reached as (
    select
        lead_key,
        definition_key,
        mql_epoch,
        trigger_id,
        tier,
        never,
        coalesce(won_epoch, never) as won_epoch,
        least(coalesce(opportunity_epoch, never), coalesce(won_epoch, never)) as opportunity_epoch,
        least(coalesce(sql_epoch, never), coalesce(opportunity_epoch, never), coalesce(won_epoch, never)) as sql_epoch,
        least(
            coalesce(accepted_epoch, never), coalesce(sql_epoch, never), coalesce(opportunity_epoch, never), coalesce(won_epoch, never)
        ) as accepted_epoch
    from mqls
)

select
    lead_key,
    definition_key,
    mql_epoch,
    trigger_id,
    tier,
    least(mql_epoch, accepted_epoch) as mql_reached_epoch,
    nullif(accepted_epoch, never) as accepted_reached_epoch,
    nullif(sql_epoch, never) as sql_reached_epoch,
    nullif(opportunity_epoch, never) as opportunity_reached_epoch,
    nullif(won_epoch, never) as won_reached_epoch
from reached
