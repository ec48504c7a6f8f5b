{#
    How personal data is kept, as var personal_data says: `clear`, `hashed` or `left_out`. Masked where a raw row enters (base_*), so
    that no table beneath the marts holds it in clear either. What the engine reads of an address, its domain and whether it changed,
    is kept in every mode: no figure depends on the var.
#}
{% macro is_personal_data_clear() %}
    {% do return(var('personal_data') == 'clear') %}
{% endmacro %}

{# Before any model runs: stops on a value of the var that is none, and where there is nothing to salt the hashes with. #}
{% macro check_personal_data() %}
    {% if execute %}
        {% set known = ['clear', 'hashed', 'left_out'] %}
        {% if var('personal_data') not in known %}
            {% do exceptions.raise_compiler_error(
                "personal_data is '" ~ var('personal_data') ~ "', expected one of " ~ known | join(', ') ~ " (var personal_data)."
            ) %}
        {% elif not is_personal_data_clear() and flags.WHICH in ['build', 'run', 'snapshot'] and not has_hash_salt() %}
            {% do exceptions.raise_compiler_error(
                "personal_data is '" ~ var('personal_data') ~ "' and there is no salt: set DBT_ENV_SECRET_MQL_HASH_SALT to a long random "
                ~ "text and keep it; with another one, no hash is what it was."
            ) %}
        {% endif %}
    {% endif %}
{% endmacro %}

{# A name, trimmed. #}
{% macro masked_name(value) -%}
    {%- if is_personal_data_clear() -%}
    {{ value }}
    {%- elif var('personal_data') == 'hashed' -%}
    {{ salted_hash('lower(' ~ value ~ ')') }}
    {%- else -%}
    case when {{ value }} is not null then 'left out' end
    {%- endif -%}
{%- endmacro %}

{# An address, trimmed: what stands before the @ is hashed, as one with the domain; all of it where it is no address. #}
{% macro masked_email(value) -%}
    {%- if is_personal_data_clear() -%}
    {{ value }}
    {%- else -%}
    case
        when {{ regexp_matches('lower(' ~ value ~ ')', is_email()) }}
            then {{ salted_hash(value) }} || '@' || {{ split_part(value, '@', 2) }}
        else {{ salted_hash(value) }}
    end
    {%- endif -%}
{%- endmacro %}

{# What a changed field held, trimmed: masked where the field is personal or not said. Placeholders stay what they are: they mean null. #}
{% macro masked_change(value, field) -%}
    {#- asked for in every mode, so that dbt knows of it when it reads the project -#}
    {%- set placeholders = ref('null_placeholders') -%}
    {%- if is_personal_data_clear() -%}
    {{ value }}
    {%- else -%}
    case
        when '*=' || lower({{ value }}) in (select column_name || '=' || placeholder from {{ placeholders }}) then {{ value }}
        when
            lower(trim({{ field }})) || '=' || lower({{ value }}) in (select column_name || '=' || placeholder from {{ placeholders }})
            then {{ value }}
        when lower(trim({{ field }})) = 'email' then {{ masked_email('lower(' ~ value ~ ')') }}
        when coalesce(trim({{ field }}), '') = '' or lower(trim({{ field }})) in ('first_name', 'last_name') then {{ masked_name(value) }}
        else {{ without_addresses(value) }}
    end
    {%- endif -%}
{%- endmacro %}

{# A text in which an address may stand, such as a url: without it. #}
{% macro without_addresses(value) -%}
    {%- if is_personal_data_clear() -%}
    {{ value }}
    {%- else -%}
    {{ regexp_replace(value, '[^@ ,;:"<>()=&/?#|]+(@|%40)[^@ ,;:"<>()=&/?#|]+[.][A-Za-z]+', 'address-left-out') }}
    {%- endif -%}
{%- endmacro %}

{# What a mart shows of a personal column: nothing where personal data is left out. #}
{% macro shown(column) -%}
    {%- if var('personal_data') == 'left_out' -%}
    cast(null as {{ dbt.type_string() }})
    {%- else -%}
    {{ column }}
    {%- endif -%}
{%- endmacro %}

{#
    The columns of a raw table as they are kept in JSON: name -> what is kept of the value, and of it where it is a text. A row in
    quarantine may hold anything anywhere (a comma too many moves an address into the next column), so every other text is searched for
    addresses, and what is personal is left out.
#}
{% macro kept_columns(table) %}
    {% set kept = {} %}
    {% set personal = [] if is_personal_data_clear() else personal_columns(table) %}
    {% for name in contract_columns(table) %}
        {% set text = 'cast(' ~ name ~ ' as ' ~ dbt.type_string() ~ ')' %}
        {% if is_personal_data_clear() %}
            {% do kept.update({name: {'value': name, 'text': name}}) %}
        {% elif name not in personal %}
            {% do kept.update({name: {'value': name, 'text': without_addresses(text)}}) %}
        {% elif table == 'lead_changes' %}
            {% set masked = masked_change('trim(' ~ text ~ ')', 'field') %}
            {% do kept.update({name: {'value': masked, 'text': masked}}) %}
        {% elif var('personal_data') == 'hashed' %}
            {% set masked = (masked_email if name == 'email' else masked_name)('lower(trim(' ~ text ~ '))') %}
            {% do kept.update({name: {'value': masked, 'text': masked}}) %}
        {% endif %}
    {% endfor %}
    {% do return(kept) %}
{% endmacro %}

{# The columns of a raw table that its source marks as personal. #}
{% macro personal_columns(table) %}
    {% set personal = [] %}
    {% if execute %}
        {% for source in graph.sources.values() if source.source_name == 'raw' and source.name == table %}
            {% for column in source.columns.values() if column.config.meta.get('personal_data') %}
                {% do personal.append(column.name) %}
            {% endfor %}
        {% endfor %}
    {% endif %}
    {% do return(personal) %}
{% endmacro %}
