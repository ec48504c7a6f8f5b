-- everyone who ever had a key, where some kept table is not what the last whole build left: rows are missing, or a command broke off
select lead_key
from {{ ref('int_lead_keys') }}
where {{ 'false' if not left_by_last_build('int_done_leads') or are_as_left(tables_kept_by_lead()) else 'true' }}
