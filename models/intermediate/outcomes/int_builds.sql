-- this build: what the snapshot build_audit keeps, once mql_status_audit has what it reports
-- its definition_key is the number made of the content, for it must mean the same in every database and for ever
-- depends_on: {{ ref('mql_status_audit') }}
select
    {{ as_of() }} as as_of,
    definition_id,
    version,
    content_key as definition_key,
    {{ snapshot_get_time() }} as built_at
from {{ ref('stg_definitions') }}
