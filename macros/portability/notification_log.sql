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
        coalesce(nullif(parts.plain, ''), replace(parts.quoted, '""', '"')) as notification_id,
        try_strptime(parts.sent_at, '%Y-%m-%dT%H:%M:%SZ') as sent_at
    from (
        select unnest(regexp_extract(
            line, '^(?:"((?:[^"]|"")*)"|([^",]*)),([^,]*),2[0-9][0-9]$', ['quoted', 'plain', 'sent_at']
        ))
        from (select unnest(string_split(content, chr(10))) as line from read_text('{{ sql_text(path) }}')) as lines
    ) as parts
    where try_strptime(parts.sent_at, '%Y-%m-%dT%H:%M:%SZ') is not null
    {%- else -%}
    select
        cast(null as varchar) as notification_id,
        cast(null as timestamp) as sent_at
    where false
    {%- endif %}
{%- endmacro %}

{#- where the raw tables are tables of a database, so is what was sent, if anybody keeps it -#}
{% macro postgres__sent_notifications() -%}
    {% set sent = load_relation(api.Relation.create(database=target.dbname, schema=var('raw_schema'), identifier='sent_notifications')) if execute %}
    {{ notifications_in(sent) }}
{%- endmacro %}

{% macro spark__sent_notifications() -%}
    {% set sent = load_relation(api.Relation.create(schema=var('raw_schema'), identifier='sent_notifications')) if execute %}
    {{ notifications_in(sent) }}
{%- endmacro %}

{# The rows of a relation of what was sent; none where there is no such relation. #}
{% macro notifications_in(sent) -%}
    select
        cast({{ 'notification_id' if sent else 'null' }} as {{ dbt.type_string() }}) as notification_id,
        cast({{ 'sent_at' if sent else 'null' }} as timestamp) as sent_at
    {{ 'from ' ~ sent if sent else 'where false' }}
{%- endmacro %}

{# MQL_NOTIFICATION_LOG, else notifications.csv beside the database file: as scripts/notify.py has it. #}
{% macro notification_log_path() %}
    {% set folder = (target.path or '').rpartition('/')[0] %}
    {% do return(env_var('MQL_NOTIFICATION_LOG', '') or (folder ~ '/' if folder else '') ~ 'notifications.csv') %}
{% endmacro %}
