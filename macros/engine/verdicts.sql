{#
    What the interval of a ratio shows. It shows nothing unless enough leads bought, and enough of them have the signal and lack it:
    are seen to, or would be expected to if it made no difference.
#}
{% macro ratio_finding(won, won_with, expected_with, lower, upper) -%}
    case
        when
            {{ won }} < {{ var('least_won_leads') }}
            or greatest({{ won_with }}, {{ expected_with }}) < {{ var('least_signal_leads') }}
            or {{ won }} - least({{ won_with }}, {{ expected_with }}) < {{ var('least_signal_leads') }}
            or {{ lower }} is null
            then 'too_few'
        when {{ lower }} > 1 then 'more_often'
        when {{ upper }} < 1 then 'less_often'
        else 'not_shown'
    end
{%- endmacro %}
