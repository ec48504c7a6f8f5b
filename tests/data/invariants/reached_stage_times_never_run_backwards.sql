select
    lead_key,
    definition_key,
    mql_epoch
from {{ ref('int_mql_stages') }}
where
    mql_reached_epoch > accepted_reached_epoch
    or accepted_reached_epoch > sql_reached_epoch
    or sql_reached_epoch > opportunity_reached_epoch
    or opportunity_reached_epoch > won_reached_epoch
