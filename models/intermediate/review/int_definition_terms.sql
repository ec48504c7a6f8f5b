-- all that a definition says, one term a row, in words for the people who sign it
with

commitments as (
    select * from {{ ref('stg_commitments') }}
)

select
    definition_key,
    'mql_definitions.csv' as file_name,
    rule_id,
    words
from {{ ref('int_parameter_terms') }}
union all
select
    definition_key,
    'fit_rules.csv' as file_name,
    rule_id,
    words
from {{ ref('int_fit_rule_terms') }}
union all
select
    definition_key,
    'scoring_rules.csv' as file_name,
    rule_id,
    {{ plain_words('event_group') }} || ': ' || {{ points_words('points') }}
    || case
        when min_count > 1
            then ' for ' || {{ number_words('min_count') }} || coalesce(' within ' || {{ duration_words('window_seconds') }}, '')
        else ' each'
    end
    || coalesce(', ' || {{ number_words('max_awards') }} || ' times at most', '') as words
from {{ ref('stg_scoring_rules') }}
union all
select
    definition_key,
    file_name,
    rule_id,
    words
from {{ ref('int_trigger_terms') }}
union all
select
    definition_key,
    'commitments.csv' as file_name,
    commitment_id as rule_id,
    side || ': ' || coalesce(description, {{ plain_words('metric') }})
    || coalesce(
        ' (' || {{ plain_words('comparison') }} || ' '
        || case
            when unit = 'rate' then {{ percent_words('target') }}
            when unit = 'minutes' then {{ duration_words('target * 60') }}
            else {{ number_words('target') }} || ' ' || replace({{ plain_words('unit') }}, 'mqls', 'MQLs')
        end || ')',
        ''
    ) as words
from commitments
