{# Text functions that engines name or order differently. #}

{# A value as text without blanks at its ends, those that one does not see included: tabs, line ends, no-break and zero-width spaces, BOMs. #}
{% macro trimmed(column) -%}
    {{ return(adapter.dispatch('trimmed', 'mql')(column)) }}
{%- endmacro %}

{% macro duckdb__trimmed(column) -%}
    {{ of_project('trimmed') }}({{ column }})
{%- endmacro %}

{% macro postgres__trimmed(column) -%}
    {%- set text = "cast(" ~ column ~ " as text)" -%}
    case
        when {{ text }} between '!' and '~' and right({{ text }}, 1) between '!' and '~' then {{ text }}
        else btrim({{ text }}, '{{ blanks() }}')
    end
{%- endmacro %}

{% macro spark__trimmed(column) -%}
    btrim(cast({{ column }} as string), '{{ blanks() }}')
{%- endmacro %}

{% macro blanks() %}
    {% do return(" \t\n\r\f\u000b\u001c\u001d\u001e\u001f\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u0085\u00a0\u200b\u2028\u2029\u3000\ufeff") %}
{% endmacro %}

{% macro regexp_replace(column, pattern, replacement) -%}
    {{ return(adapter.dispatch('regexp_replace', 'mql')(column, pattern, replacement)) }}
{%- endmacro %}

{% macro duckdb__regexp_replace(column, pattern, replacement) -%}
    regexp_replace({{ column }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro postgres__regexp_replace(column, pattern, replacement) -%}
    regexp_replace({{ column }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro spark__regexp_replace(column, pattern, replacement) -%}
    regexp_replace({{ column }}, '{{ pattern }}', '{{ replacement }}')
{%- endmacro %}

{% macro regexp_matches(column, pattern) -%}
    {{ return(adapter.dispatch('regexp_matches', 'mql')(column, pattern)) }}
{%- endmacro %}

{% macro duckdb__regexp_matches(column, pattern) -%}
    regexp_matches({{ column }}, '{{ pattern }}')
{%- endmacro %}

{% macro postgres__regexp_matches(column, pattern) -%}
    ({{ column }} ~ '{{ pattern }}')
{%- endmacro %}

{% macro spark__regexp_matches(column, pattern) -%}
    regexp_like({{ column }}, '{{ pattern }}')
{%- endmacro %}

{% macro split_part(column, separator, part) -%}
    split_part({{ column }}, '{{ separator }}', {{ part }})
{%- endmacro %}

{# A lateral table of the items of a list kept as text, one row an item, in column `item` of alias `items`. #}
{% macro items_of(column, separator='|') -%}
    {{ return(adapter.dispatch('items_of', 'mql')(column, separator)) }}
{%- endmacro %}

{% macro duckdb__items_of(column, separator) -%}
    cross join lateral (select unnest(string_split({{ column }}, '{{ separator }}')) as item) as items
{%- endmacro %}

{% macro postgres__items_of(column, separator) -%}
    cross join lateral unnest(
        case when {{ column }} = '' then array[''] else string_to_array({{ column }}, '{{ separator }}') end
    ) as items (item)
{%- endmacro %}

{% macro spark__items_of(column, separator) -%}
    cross join lateral explode(split({{ column }}, '[{{ separator }}]')) as items (item)
{%- endmacro %}

{# The texts of a group in one, in the order given. #}
{% macro joined_text(column, separator, order_by) -%}
    {{ return(adapter.dispatch('joined_text', 'mql')(column, separator, order_by)) }}
{%- endmacro %}

{% macro duckdb__joined_text(column, separator, order_by) -%}
    string_agg({{ column }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}

{% macro postgres__joined_text(column, separator, order_by) -%}
    string_agg({{ column }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}

{% macro spark__joined_text(column, separator, order_by) -%}
    listagg({{ column }}, '{{ separator }}') within group (order by {{ order_by }})
{%- endmacro %}

{# The path of a url, in lower case: without scheme, host, query and fragment. #}
{% macro url_path(column) -%}
    {{ return(adapter.dispatch('url_path', 'mql')(column)) }}
{%- endmacro %}

{% macro duckdb__url_path(column) -%}
    lower(regexp_extract({{ column }}, '^(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?://[^/?#]*)?([^?#]*)', 1))
{%- endmacro %}

{% macro postgres__url_path(column) -%}
    lower((regexp_match({{ column }}, '^(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?://[^/?#]*)?([^?#]*)'))[1])
{%- endmacro %}

{% macro spark__url_path(column) -%}
    lower(regexp_extract({{ column }}, '^(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?://[^/?#]*)?([^?#]*)', 1))
{%- endmacro %}

{# The value of a parameter in the query of a url, trimmed and in lower case; null where it is blank or not there. #}
{% macro url_parameter(column, name) -%}
    {{ return(adapter.dispatch('url_parameter', 'mql')(column, name)) }}
{%- endmacro %}

{% macro duckdb__url_parameter(column, name) -%}
    {#- most urls have no query: not to search them halves the time -#}
    case
        when contains({{ column }}, '?')
            then nullif(trim(replace(replace(regexp_extract(lower({{ column }}), '[?&]{{ name }}=([^&#]*)', 1), '+', ' '), '%20', ' ')), '')
    end
{%- endmacro %}

{% macro postgres__url_parameter(column, name) -%}
    case
        when position('?' in {{ column }}) > 0
            then nullif(btrim(replace(replace((regexp_match(lower({{ column }}), '[?&]{{ name }}=([^&#]*)'))[1], '+', ' '), '%20', ' ')), '')
    end
{%- endmacro %}

{% macro spark__url_parameter(column, name) -%}
    case
        when contains({{ column }}, '?')
            then nullif(trim(replace(replace(regexp_extract(lower({{ column }}), '[?&]{{ name }}=([^&#]*)', 1), '+', ' '), '%20', ' ')), '')
    end
{%- endmacro %}

{# A glob (`*` any run, `?` one character) as a LIKE pattern with `!` as escape. #}
{% macro glob_as_like(column) -%}
    replace(replace(replace(replace(replace(lower({{ column }}), '!', '!!'), '%', '!%'), '_', '!_'), '*', '%'), '?', '_')
{%- endmacro %}

{# The value in the row where `ordering` is smallest. #}
{% macro value_at_min(value, ordering) -%}
    {{ return(adapter.dispatch('value_at_min', 'mql')(value, ordering)) }}
{%- endmacro %}

{% macro duckdb__value_at_min(value, ordering) -%}
    arg_min({{ value }}, {{ ordering }})
{%- endmacro %}

{% macro postgres__value_at_min(value, ordering) -%}
    (array_agg({{ value }} order by {{ ordering }}))[1]
{%- endmacro %}

{% macro spark__value_at_min(value, ordering) -%}
    min_by({{ value }}, {{ ordering }})
{%- endmacro %}

{#
    The value of a column in the first row by `columns`, of which it is one and none is null. In one select, calls that differ in the
    column only cost one aggregate where an engine has a least row.
#}
{% macro value_in_first(column, columns) -%}
    {{ return(adapter.dispatch('value_in_first', 'mql')(column, columns)) }}
{%- endmacro %}

{% macro duckdb__value_in_first(column, columns) -%}
    min(({{ columns | join(', ') }}))[{{ columns.index(column) + 1 }}]
{%- endmacro %}

{% macro postgres__value_in_first(column, columns) -%}
    {% if column == columns[0] -%}
    min({{ column }})
    {%- else -%}
    (array_agg({{ column }} order by {{ columns | join(', ') }}))[1]
    {%- endif %}
{%- endmacro %}

{% macro spark__value_in_first(column, columns) -%}
    {%- set fields = [] -%}
    {%- for one in columns -%}{%- do fields.append("'field_" ~ loop.index ~ "', " ~ one) -%}{%- endfor -%}
    min(named_struct({{ fields | join(', ') }})).field_{{ columns.index(column) + 1 }}
{%- endmacro %}

{# A number with thousands separated, as a contract writes it: 5,000. #}
{% macro number_words(column) -%}
    {{ return(adapter.dispatch('number_words', 'mql')(column)) }}
{%- endmacro %}

{% macro duckdb__number_words(column) -%}
    case
        when {{ column }} = floor({{ column }}) and abs({{ column }}) < 1e15
            then format('{:,}', cast({{ column }} as {{ dbt.type_bigint() }}))
        else {{ fraction_text(column) }}
    end
{%- endmacro %}

{% macro spark__number_words(column) -%}
    case
        when {{ column }} = floor({{ column }}) and abs({{ column }}) < 1e15
            then format_number(cast({{ column }} as {{ dbt.type_bigint() }}), 0)
        else {{ fraction_text(column) }}
    end
{%- endmacro %}

{% macro postgres__number_words(column) -%}
    case
        when {{ column }} = floor({{ column }}) and abs({{ column }}) < 1e15
            then to_char(cast({{ column }} as bigint), 'FM999,999,999,999,999,999')
        else {{ fraction_text(column) }}
    end
{%- endmacro %}

{# Whether a text is among the values of a short query of one column; false where it is null. #}
{% macro is_among(text, query) -%}
    {{ return(adapter.dispatch('is_among', 'mql')(text, query)) }}
{%- endmacro %}

{% macro default__is_among(text, query) -%}
    coalesce({{ text }} in ({{ query }}), false)
{%- endmacro %}

{#- a list is looked through faster than a join is made -#}
{% macro duckdb__is_among(text, query) -%}
    {{ of_project('is_among') }}(
        {{ text }},
        (select list(value) from ({{ query }}) as listed (value)),
        (select string_agg(distinct value[-1], '') from ({{ query }}) as listed (value))
    )
{%- endmacro %}

{#- a list, as on DuckDB; a join for each costs a job and a broadcast -#}
{% macro spark__is_among(text, query) -%}
    coalesce(array_contains((select collect_set(value) from ({{ query }}) as listed (value)), {{ text }}), false)
{%- endmacro %}
