{#
    The point in time of a build, in UTC: var('as_of'), else MQL_AS_OF, else the end of the demo's story where the demo data is
    read, else the start of the run.
#}
{% macro as_of_text() %}
    {% set given = var('as_of', none) or env_var('MQL_AS_OF', '') %}
    {% if given %}
        {% do return(given | string) %}
    {% elif not env_var('MQL_RAW_PATH', '') %}
        {% do return(var('demo_as_of')) %}
    {% endif %}
    {% do return(run_started_at.astimezone(modules.pytz.utc).strftime('%Y-%m-%d %H:%M:%S')) %}
{% endmacro %}

{% macro as_of_epoch() %}
    {% set text = as_of_text() | trim | replace(' UTC', '') | replace('Z', '+00:00') %}
    {% if not modules.re.fullmatch('\\d{4}-\\d\\d-\\d\\d([ T]\\d\\d:\\d\\d(:\\d\\d([.]\\d{1,6})?)?([+-]\\d\\d:?\\d\\d)?)?', text) %}
        {% do exceptions.raise_compiler_error(
            "as_of is '" ~ as_of_text() ~ "', expected a date or a UTC time such as 2026-01-31 or 2026-01-31 00:00:00 (var as_of, MQL_AS_OF)."
        ) %}
    {% endif %}
    {% set given = modules.datetime.datetime.fromisoformat(text) %}
    {% set moment = given if given.tzinfo is none else given.astimezone(modules.pytz.utc).replace(tzinfo=none) %}
    {% set since = moment - modules.datetime.datetime(1970, 1, 1) %}
    {% do return((since.days * 86400 + since.seconds) | string) %}
{% endmacro %}

{% macro as_of() -%}
    {{ timestamp_at(as_of_epoch()) }}
{%- endmacro %}

{# Whether a lead was looked at now: no look lies later. Planners take an equality for rare, and these are nearly all looks. #}
{% macro is_look_of_now(at_epoch='at_epoch') -%}
    {{ at_epoch }} >= {{ as_of_epoch() }}
{%- endmacro %}
