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
    {% set text = as_of_text() | trim | replace('T', ' ') | replace('Z', '') %}
    {% set padded = text if text | length > 10 else text ~ ' 00:00:00' %}
    {% set moment = modules.datetime.datetime.strptime(padded[:19], '%Y-%m-%d %H:%M:%S') %}
    {% set since = moment - modules.datetime.datetime(1970, 1, 1) %}
    {% do return((since.days * 86400 + since.seconds) | string) %}
{% endmacro %}

{% macro as_of() -%}
    {{ timestamp_at(as_of_epoch()) }}
{%- endmacro %}
