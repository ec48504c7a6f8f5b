{#
    A query of the notifications that scripts/notify.py sent: notification_id, sent_at. Its log is a file outside the database; where
    there is none yet, no rows. A line that a crash tore off has no status and is left out.
#}
{% macro sent_notifications() -%}
    {{ return(adapter.dispatch('sent_notifications', 'mql')()) }}
{%- endmacro %}

{% macro duckdb__sent_notifications() -%}
    {% set path = notification_log_path() %}
    {% if execute and run_query("select file from glob('" ~ sql_text(path) ~ "')").rows | length -%}
    select
        notification_id,
        cast(try_cast(sent_at as timestamptz) as timestamp) as sent_at
    from read_csv(
        '{{ sql_text(path) }}', header = true, delim = ',', quote = '"', escape = '"', null_padding = true, ignore_errors = true,
        columns = {'notification_id': 'varchar', 'sent_at': 'varchar', 'status': 'varchar'}
    )
    where try_cast(status as integer) between 200 and 299 and try_cast(sent_at as timestamptz) is not null
    {%- else -%}
    select
        cast(null as varchar) as notification_id,
        cast(null as timestamp) as sent_at
    where false
    {%- endif %}
{%- endmacro %}

{# MQL_NOTIFICATION_LOG, else notifications.csv beside the database file: as scripts/notify.py has it. #}
{% macro notification_log_path() %}
    {% set folder = (target.path or '').rpartition('/')[0] %}
    {% do return(env_var('MQL_NOTIFICATION_LOG', '') or (folder ~ '/' if folder else '') ~ 'notifications.csv') %}
{% endmacro %}
