with

neighbours as (
    select
        history.*,
        lead(valid_from) over (partition by lead_id, definition_id, version order by valid_from) as next_from,
        lead(status) over (partition by lead_id, definition_id, version order by valid_from) as next_status
    from {{ ref('fct_mql_status_history') }} as history
)

select * from neighbours
where
    valid_to <= valid_from
    or (next_from is null and valid_to is not null)
    or (next_from is not null and (valid_to is null or valid_to <> next_from))
    or status = next_status
