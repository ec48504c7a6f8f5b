{# At the end of a run: what the failed definition tests found, in words, each with its file and row. #}
{% macro explain_failures(results) %}
    {% if execute %}
        {% for result in results if 'definitions' in result.node.tags and result.status | string in ['fail', 'error'] %}
            {% if result.status | string == 'fail' %}
                {% for row in run_query(result.node.compiled_code).rows %}
                    {% set folder = 'seeds/reference' if row[0] in ['session_patterns.csv', 'bot_rules.csv']
                        else env_var('MQL_DEFINITIONS_PATH', '') or 'seeds/definitions' %}
                    {% do print(folder ~ '/' ~ row[0] ~ ', row ' ~ row[1] ~ ': ' ~ row[2] ~ '.') %}
                {% endfor %}
            {% endif %}
        {% endfor %}
    {% endif %}
{% endmacro %}
