{# A score as the marts show it: points to six decimals, so that the order in which awards were summed shows nowhere. #}
{% macro score(column) -%}
    cast({{ rounded('cast(' ~ column ~ ' as ' ~ type_double() ~ ')', 6) }} as {{ type_double() }})
{%- endmacro %}

{# A sum, to six decimals: the order in which it was summed must show nowhere. #}
{% macro summed(expression) -%} {{ rounded('cast(' ~ expression ~ ' as ' ~ type_double() ~ ')', 6) }} {%- endmacro %}

{# A sum of shares, each to fifteen decimals: exact, and so the same in whatever order they are summed. #}
{% macro sum_of_shares(share) -%} cast(sum(cast({{ share }} as decimal(20, 15))) as {{ type_double() }}) {%- endmacro %}

{#
    The CTE `scored`: the scores at the instants of `behavior` (lead_key, definition_key, at_epoch, behavior_points), caps applied,
    with the other columns of it that are named.
#}
{% macro scored(others=[]) -%}
definitions as (
    select * from {{ ref('stg_definitions') }}
),

capped as (
    select
        behavior.lead_key,
        behavior.definition_key,
        behavior.at_epoch,
        greatest(0, least(behavior.behavior_points, coalesce(definitions.behavior_cap, behavior.behavior_points))) as behavior_score,
        definitions.off_icp_cap
        {%- for column in others %},
        behavior.{{ column }}
        {%- endfor %}
    from behavior
    inner join definitions on behavior.definition_key = definitions.definition_key
),

scored as (
    select
        capped.lead_key,
        capped.definition_key,
        capped.at_epoch,
        fit.passes_scope,
        fit.is_disqualified,
        fit.passes_gate,
        fit.fit_score,
        capped.behavior_score,
        fit.bant_score,
        case
            when fit.passes_gate or capped.off_icp_cap is null then fit.fit_score + capped.behavior_score
            else least(fit.fit_score + capped.behavior_score, capped.off_icp_cap)
        end as total_score
        {%- for column in others %},
        capped.{{ column }}
        {%- endfor %}
    from capped
    inner join {{ ref('int_fit_timeline') }} as fit
        on
            capped.lead_key = fit.lead_key
            and capped.definition_key = fit.definition_key
            and capped.at_epoch >= fit.valid_from
            and capped.at_epoch < fit.valid_to
)
{%- endmacro %}

{# Whether the scores of a row reach all that is asked of them: sums of fractions differ by less than a millionth. #}
{% macro reaches(scores, asked) -%}
    {% for score, asked_score in [
        (scores ~ '.fit_score', asked ~ '.fit_at_least'),
        (scores ~ '.bant_score', asked ~ '.bant_at_least'),
        (scores ~ '.behavior_score', asked ~ '.behavior_at_least'),
        (scores ~ '.fit_score + ' ~ scores ~ '.behavior_score', asked ~ '.total_at_least'),
    ] -%}
    {{ 'and ' if not loop.first }}{{ score }} >= coalesce({{ asked_score }}, {{ score }}) - 1e-6
    {% endfor %}
{%- endmacro %}

{# Which of the scores of a row a condition's metric names; null where it names none. #}
{% macro score_named(metric, scores) -%}
    case {{ metric }}
        when 'fit_score' then {{ scores }}.fit_score
        when 'bant_score' then {{ scores }}.bant_score
        when 'behavior_score' then {{ scores }}.behavior_score
        when 'total_score' then {{ scores }}.total_score
    end
{%- endmacro %}

{# Whether a condition that counts events is met where there are none. #}
{% macro is_met_by_nothing(conditions) -%}
    ({{ conditions }}.metric = 'event_count' and coalesce({{ conditions }}.at_least, 0) <= 0 and coalesce({{ conditions }}.at_most, 0) >= 0)
{%- endmacro %}
