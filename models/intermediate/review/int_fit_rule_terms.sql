-- who a definition is for, in words for the people who sign it
with

fit_rules as (
    select * from {{ ref('stg_fit_rules') }}
),

labels as (
    select * from {{ ref('attribute_words') }}
    where value is null
),

value_labels as (
    select * from {{ ref('attribute_words') }}
    where value is not null
),

listed as (
    select
        fit_rules.fit_rule_key,
        {{ joined_text('coalesce(value_labels.words, ' ~ plain_words('lower(trim(items.item))') ~ ')', ', ', 'lower(trim(items.item))') }}
            as items
    from fit_rules
    {{ items_of('fit_rules.value_list') }}
    left join value_labels on fit_rules.attribute = value_labels.attribute and lower(trim(items.item)) = value_labels.value
    where fit_rules.operator = 'in' and trim(items.item) <> ''
    group by fit_rules.fit_rule_key
),

bounded as (
    select
        fit_rules.*,
        coalesce(labels.words, {{ plain_words('fit_rules.attribute') }}) as label,
        coalesce(' ' || labels.unit, '') as unit,
        coalesce(low_labels.words, {{ number_words('fit_rules.value_low') }}) as low,
        coalesce(high_labels.words, {{ number_words('fit_rules.value_high') }}) as high,
        replace(replace(listed.items, 'true', 'yes'), 'false', 'no') as items
    from fit_rules
    left join labels on fit_rules.attribute = labels.attribute
    left join value_labels as low_labels
        on fit_rules.attribute = low_labels.attribute and {{ number_text('fit_rules.value_low') }} = low_labels.value
    left join value_labels as high_labels
        on fit_rules.attribute = high_labels.attribute and {{ number_text('fit_rules.value_high') }} = high_labels.value
    left join listed on fit_rules.fit_rule_key = listed.fit_rule_key
)

select
    fit_rule_key,
    definition_key,
    rule_id,
    label || ': '
    || case
        when operator = 'in' then items
        when low is not null and high is not null then low || ' to ' || high || unit
        when low is not null then low || unit || ' or above'
        when high is not null then high || unit || ' or below'
        else 'known'
    end
    || case
        when role = 'scope' then ' (the definition speaks of nobody else)'
        when role = 'gate' then ' (required)'
        when role = 'disqualify' then ' (turned away' || coalesce(', goes to: ' || route_to, '') || ')'
        when role = 'fit' then ' (' || {{ points_words('points') }} || ' of fit)'
        when role = 'bant' then ' (' || {{ points_words('points') }} || ' of BANT)'
        else ' (asked by a trigger)'
    end as words
from bounded
