{#
    What an interval of a ratio says of a weight. It says nothing unless enough leads bought, and enough of them have the signal
    and lack it: are seen to, or would be expected to if it made no difference.
#}
{% macro weight_verdict(won, won_with, expected_with, lower, upper) -%}
    case
        when
            {{ won }} < {{ var('least_won_leads') }}
            or greatest({{ won_with }}, {{ expected_with }}) < {{ var('least_signal_leads') }}
            or {{ won }} - least({{ won_with }}, {{ expected_with }}) < {{ var('least_signal_leads') }}
            or {{ lower }} is null
            then 'too_few'
        when {{ lower }} > 1 then 'weight_up'
        when {{ upper }} < 1 then 'weight_down'
        else 'keep'
    end
{%- endmacro %}
