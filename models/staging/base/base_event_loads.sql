-- what the raw events hold, by the day on which they landed, where a build goes on from an earlier one and has to compare
select
    {{ load_day(utc_timestamp('loaded_at')) }} as loaded_on,
    count(*) as raw_rows,
    sum({{ raw_row_print('events') }}) as print
from {{ source('raw', 'events') }}
where {{ 'true' if left_by_last_build('base_events') and not only_new_files_came() else 'false' }}
group by {{ load_day(utc_timestamp('loaded_at')) }}
