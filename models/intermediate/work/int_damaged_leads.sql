-- everyone who ever had a key, where some kept table is not what the last whole build left: rows are missing, or a command broke off
select lead_key
from {{ ref('int_lead_keys') }}
where {{ 'true' if are_kept_rows_in_doubt() else 'false' }}
