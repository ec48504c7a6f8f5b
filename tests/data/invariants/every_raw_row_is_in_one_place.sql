select *
from {{ ref('audit_row_accounting') }}
where raw_rows <> quarantined_rows + deleted_rows + held_rows + superseded_rows + staged_rows
