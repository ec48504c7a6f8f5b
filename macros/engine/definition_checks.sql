{# A blank cell of a definitions file. #}
{% macro is_blank(column) -%}
    nullif(trim({{ column }}), '') is null
{%- endmacro %}

{# A cell that holds something that is no number, or no whole number, or no date. #}
{% macro is_no_number(column) -%}
    not {{ is_blank(column) }} and {{ to_number(column) }} is null
{%- endmacro %}

{% macro is_no_whole_number(column) -%}
    not {{ is_blank(column) }} and ({{ to_number(column) }} is null or {{ to_number(column) }} <> floor({{ to_number(column) }}))
{%- endmacro %}

{% macro is_no_date(column) -%}
    not {{ is_blank(column) }} and {{ to_date(column) }} is null
{%- endmacro %}

{# A row of a definitions file as a person names it: `framework 1, size`. #}
{% macro definition_row_name(id_column=none) -%}
    coalesce(definition_id, '(blank)') || ' ' || coalesce(version, '(blank)')
    {%- if id_column %} || ', ' || coalesce({{ id_column }}, '(blank)'){% endif %}
{%- endmacro %}

{#
    The query of a definition test: each check is [condition, message]; a row that meets the condition is a failure. Messages
    are SQL expressions. The columns are file_name, row_name and message; what they say is printed at the end of the run.
#}
{% macro definition_errors(file, from, row_name, checks) -%}
    {% for check in checks %}
    select
        '{{ file }}.csv' as file_name,
        {{ row_name }} as row_name,
        {{ check[1] }} as message
    from {{ from }}
    where {{ check[0] }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
{%- endmacro %}

{# The query that finds keys used twice in a definitions file. #}
{% macro repeated_definition_keys(file, from, key) -%}
    select
        '{{ file }}.csv' as file_name,
        {% for column in key %}coalesce(trim({{ column }}), '(blank)'){{ " || ' ' || " if not loop.last }}{% endfor %} as row_name,
        'the key ({{ key | join(", ") }}) stands ' || cast(count(*) as {{ dbt.type_string() }}) || ' times; keep one row' as message
    from {{ from }}
    group by {% for column in key %}coalesce(trim({{ column }}), '(blank)'){{ ', ' if not loop.last }}{% endfor %}
    having count(*) > 1
{%- endmacro %}

{# The query that finds rows whose definition version is in no row of mql_definitions. #}
{% macro unknown_definitions(file, from, id_column) -%}
    select
        '{{ file }}.csv' as file_name,
        {{ definition_row_name(id_column) }} as row_name,
        'no such definition and version in mql_definitions.csv' as message
    from {{ from }}
    where
        trim(coalesce(definition_id, '')) || '|' || coalesce(cast({{ to_integer('version') }} as {{ dbt.type_string() }}), '')
        not in (
            select trim(definition_id) || '|' || coalesce(cast({{ to_integer('version') }} as {{ dbt.type_string() }}), '')
            from {{ ref('mql_definitions') }}
            where definition_id is not null
        )
{%- endmacro %}
