select
    lead_key,
    definition_key,
    at_epoch,
    max(last_news_epoch) as last_news_epoch
from {{ ref('int_activations') }}
group by lead_key, definition_key, at_epoch
