-- what the raw events hold, by the day on which they landed
select
    {{ load_day() }} as loaded_on,
    count(*) as raw_rows,
    sum({{ raw_row_print('events') }}) as print
from {{ source('raw', 'events') }}
group by {{ load_day() }}
