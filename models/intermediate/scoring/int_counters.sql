-- each event group and window that some rule counts, once for all definitions, and between which counts their bounds lie
with

uses as (
    select * from {{ ref('int_counter_uses') }}
),

bounds as (
    select
        counter_key,
        event_group,
        window_seconds,
        at_least as bound,
        case when condition_key is not null then at_least end as news_from
    from uses
    where at_least is not null
    union all
    select
        counter_key,
        event_group,
        window_seconds,
        floor(at_most) + 1 as bound,
        null as news_from
    from uses
    where at_most is not null
)

select
    counter_key,
    event_group,
    window_seconds,
    min(bound) as lowest_bound,
    max(bound) as highest_bound,
    min(news_from) as news_from
from bounds
group by counter_key, event_group, window_seconds
