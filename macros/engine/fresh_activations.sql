{#
    The CTEs that answer `queries` (lead_key, definition_key, mql_epoch, from_epoch), in `answers` as `fresh_epoch`: the first
    instant of `instants` at or after from_epoch that is fresh after mql_epoch, that is, had news later than it.
    An instant that is news itself is fresh after all that came before, so the nearest is found in one sort; the few others
    (a field that changed, the lead becoming known) are compared one by one.
#}
{% macro fresh_activations() -%}
timeline as (
    select
        lead_key,
        definition_key,
        at_epoch,
        at_epoch as news_epoch,
        null as mql_epoch
    from instants
    where last_news_epoch = at_epoch
    union all
    select
        lead_key,
        definition_key,
        from_epoch as at_epoch,
        null as news_epoch,
        mql_epoch
    from queries
),

next_news as (
    select
        lead_key,
        definition_key,
        mql_epoch,
        min(news_epoch) over (partition by lead_key, definition_key order by at_epoch desc) as fresh_epoch
    from timeline
),

next_other as (
    select
        queries.lead_key,
        queries.definition_key,
        queries.mql_epoch,
        min(instants.at_epoch) as fresh_epoch
    from queries
    inner join instants
        on
            queries.lead_key = instants.lead_key
            and queries.definition_key = instants.definition_key
            and instants.last_news_epoch < instants.at_epoch
            and instants.last_news_epoch > queries.mql_epoch
            and instants.at_epoch >= queries.from_epoch
    group by queries.lead_key, queries.definition_key, queries.mql_epoch
),

answers as (
    select
        next_news.lead_key,
        next_news.definition_key,
        next_news.mql_epoch,
        least(
            coalesce(next_news.fresh_epoch, {{ end_of_time() }}),
            coalesce(next_other.fresh_epoch, {{ end_of_time() }})
        ) as fresh_epoch
    from next_news
    left join next_other
        on
            next_news.lead_key = next_other.lead_key
            and next_news.definition_key = next_other.definition_key
            and next_news.mql_epoch = next_other.mql_epoch
    where next_news.mql_epoch is not null
)
{%- endmacro %}
