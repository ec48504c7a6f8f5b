{# An optional raw value, trimmed; null where blank or a placeholder that CRMs write (seed null_placeholders, by column). #}
{% macro known_text(column) -%}
    case when not {{ is_placeholder(column) }} then nullif({{ trimmed(column) }}, '') end
{%- endmacro %}

{# Whether a raw value is one of the placeholders of its column. #}
{% macro is_placeholder(column) -%}
    {%- set placeholders -%}
        select placeholder from {{ ref('null_placeholders') }} where column_name in ('*', '{{ column.split(".") | last }}')
    {%- endset -%}
    {{ is_among("lower(" ~ trimmed(column) ~ ")", placeholders) }}
{%- endmacro %}

{# The names, each followed by `|`, of the columns that hold something that did not cast: those given, and what every table may bear. #}
{% macro uncast_columns(casts={}, with_housekeeping=true) -%}
    {%- set tests = [] -%}
    {%- for raw_column, cast_column in casts.items() -%}
        {%- do tests.append([raw_column | replace('known_', ''), raw_column, cast_column]) -%}
    {%- endfor -%}
    {%- if with_housekeeping -%}
        {%- do tests.append(['updated_at', known_text('updated_at'), utc_timestamp('updated_at')]) -%}
        {%- do tests.append(['loaded_at', known_text('loaded_at'), utc_timestamp('loaded_at')]) -%}
        {%- do tests.append(['is_deleted', known_text('is_deleted'), to_boolean('is_deleted')]) -%}
    {%- endif -%}
    {% for name, raw_column, cast_column in tests -%}
    case when {{ cast_column }} is not null then '' when {{ raw_column }} is not null then '{{ name }}|' else '' end
    {%- if not loop.last %} || {% endif -%}
    {% endfor %}
{%- endmacro %}

{# An id as part of a key of several: `|` parts them, and never two pairs make one key. #}
{% macro key_part(column) -%}
    replace(replace({{ id_text(column) }}, '!', '!!'), '|', '!|')
{%- endmacro %}

{% macro contract_columns(table) %}
    {% set names = [] %}
    {% if execute %}
        {% for source in graph.sources.values() if source.source_name == 'raw' and source.name == table %}
            {% do names.extend(source.columns.keys()) %}
        {% endfor %}
    {% endif %}
    {% do return(names) %}
{% endmacro %}

{#
    The CTEs `repeated_keys`, `marked`, `ranked` and `versions`: the rows of `keyed` with `version_rank` (1 = the newest of its row_key) and
    `is_key_deleted`. Rows in quarantine compete with none. Only keys that repeat are sorted. The order of files and rows
    never decides: ties go to the last by the contract's columns as raw text.
#}
{% macro row_versions(table) -%}
repeated_keys as (
    select row_key
    from keyed
    where quarantine_reason is null
    group by row_key
    having count(*) > 1
),

marked as (
    select
        keyed.*,
        repeated_keys.row_key is not null as is_repeated
    from keyed
    left join repeated_keys on keyed.row_key = repeated_keys.row_key
),

{{ marked_row_versions(table, 'marked') }}
{%- endmacro %}

{# The CTEs `ranked` and `versions` of rows that know whether their key repeats. #}
{% macro marked_row_versions(table, rows) -%}
ranked as (
    select
        {{ rows }}.*,
        row_number() over (
            partition by row_key
            order by
                {{ utc_timestamp('updated_at') }} desc nulls last,
                {{ utc_timestamp('loaded_at') }} desc nulls last
                {%- for column in contract_columns(table) %},
                cast({{ column }} as {{ dbt.type_string() }}) desc nulls last
                {%- endfor %}
        ) as version_rank
    from {{ rows }}
    where is_repeated and quarantine_reason is null
),

versions as (
    select
        {{ rows }}.*,
        1 as version_rank,
        coalesce({{ to_boolean('is_deleted') }}, false) as is_key_deleted
    from {{ rows }}
    where not is_repeated or quarantine_reason is not null
    union all
    select
        ranked.*,
        max(case when version_rank = 1 and {{ to_boolean('is_deleted') }} then 1 else 0 end)
            over (partition by row_key) = 1 as is_key_deleted
    from ranked
)
{%- endmacro %}

{# Where a raw row ends, tried in the contract's order. #}
{% macro row_fate(is_held, is_superseded='version_rank > 1') -%}
    case
        when quarantine_reason is not null then 'quarantined'
        when is_key_deleted then 'deleted'
        when {{ is_held }} then 'held'
        when {{ is_superseded }} then 'superseded'
        else 'staged'
    end
{%- endmacro %}

{# The tables of the raw contract, each of which has a base model. #}
{% macro raw_tables() %}
    {% do return([
        'leads', 'events', 'opportunities', 'opportunity_contacts', 'sales_activities', 'lead_decisions', 'lead_changes', 'accounts',
        'channel_costs',
    ]) %}
{% endmacro %}

{# What every raw table may bear beside what it says. #}
{% macro housekeeping_columns() %}
    {% do return(['updated_at', 'loaded_at', 'is_deleted']) %}
{% endmacro %}

{# The day of a time at which a raw row landed; blank where the table does not say. #}
{% macro load_day(loaded_at) -%}
    coalesce(cast(cast({{ loaded_at }} as date) as {{ dbt.type_string() }}), '')
{%- endmacro %}

{# A number for all that a raw row holds and for what reads it: a row that is read otherwise is another row. #}
{% macro raw_row_print(table) -%}
    {% set reader = code_print(['base_' ~ table], with_seeds=false) ~ var('personal_data') %}
    {{ row_print([
        "'" ~ reader ~ "'",
        "(select sum(" ~ whole_row_print('placeholders') ~ ") from " ~ ref('null_placeholders') ~ " as placeholders)",
        said_print(table),
    ] + housekeeping_columns()) }}
{%- endmacro %}

{# A number for what a raw row says, whenever it landed. #}
{% macro said_print(table) -%}
    {{ row_print(["''"] + contract_columns(table) | reject('in', housekeeping_columns()) | list) }}
{%- endmacro %}
