{# Words for the people who sign a definition. #}

{# A name of the language as words: pricing page view. #}
{% macro plain_words(column) -%}
    replace({{ column }}, '_', ' ')
{%- endmacro %}

{# A length of time, from seconds: 7 days, 36 hours, 1 hour. #}
{% macro duration_words(seconds) -%}
    case
        when {{ seconds }} = 86400 then '1 day'
        when {{ seconds }} >= 86400 and {{ seconds }} = floor({{ days_of(seconds) }}) * 86400
            then {{ number_words(days_of(seconds)) }} || ' days'
        when {{ seconds }} = 3600 then '1 hour'
        when {{ seconds }} >= 3600 and {{ seconds }} = floor({{ hours_of(seconds) }}) * 3600
            then {{ number_words(hours_of(seconds)) }} || ' hours'
        when {{ seconds }} = 60 then '1 minute'
        else {{ number_words(rounded(minutes_of(seconds), 2)) }} || ' minutes'
    end
{%- endmacro %}

{# A share as a percentage: 85 %. #}
{% macro percent_words(rate) -%}
    {{ number_words(rounded(rate ~ ' * 100', 2)) }} || ' %'
{%- endmacro %}

{# Points with their sign: +15 points, -20 points. #}
{% macro points_words(points) -%}
    case when {{ points }} >= 0 then '+' else '' end || {{ number_words(points) }} || case when abs({{ points }}) = 1 then ' point' else ' points' end
{%- endmacro %}

{# A share as a percentage to a tenth, for evidence: 35.9 %. #}
{% macro rounded_percent_words(rate) -%}
    {{ number_words(rounded(rate ~ ' * 100', 1)) }} || ' %'
{%- endmacro %}

{# A share with what it is of, for evidence: 35.9 % (61 of 170). #}
{% macro share_words(part, whole) -%}
    {{ rounded_percent_words(share(part, whole)) }} || ' (' || {{ number_words(part) }} || ' of ' || {{ number_words(whole) }} || ')'
{%- endmacro %}

{# The ends of an interval of shares: 95 % interval 29.1 to 43.3 %. #}
{% macro interval_words(lower, upper) -%}
    '95 % interval ' || {{ number_words(rounded(lower ~ ' * 100', 1)) }} || ' to ' || {{ rounded_percent_words(upper) }}
{%- endmacro %}

{# A date as text: 2026-06-30. #}
{% macro date_words(date) -%}
    cast({{ date }} as {{ dbt.type_string() }})
{%- endmacro %}
