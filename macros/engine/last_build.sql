{# What the last build left for this one to compare with, and what this one leaves for the next. #}

{# A model's table as the last build left it, in a build that goes on from it; else none. #}
{% macro left_by_last_build(name) %}
    {% set goes_on = execute and keeps_tables() and not flags.FULL_REFRESH and model.resource_type != 'unit_test' %}
    {% do return(load_relation(relation_of(node_named(name))) if goes_on else none) %}
{% endmacro %}

{#
    A query of the leads whose numbers in `prints`, a model, are not those that the last build left, or whose kept rows are damaged:
    all leads where it left none.
#}
{% macro leads_that_differ(prints, columns, done='int_done_leads') -%}
    {%- set left_leads, current, damaged = left_by_last_build(done), ref(prints), ref('int_damaged_leads') -%}
    {%- if left_leads -%}
    select coalesce(prints.lead_key, left_leads.lead_key) as lead_key
    from {{ current }} as prints
    full outer join {{ left_leads }} as left_leads on prints.lead_key = left_leads.lead_key
    where
        {% for column in columns -%}
        {{ 'or ' if not loop.first }}prints.{{ column }} is distinct from left_leads.{{ column }}
        {% endfor %}
    {%- else -%}
    select lead_key
    from {{ current }}
    {%- endif %}
    union
    select lead_key
    from {{ damaged }}
{%- endmacro %}

{#
    What a build leaves for the next to compare with. They are right together or not at all: int_done_tables, which vouches for the
    others, is written last, and a command that leaves out one of them gives no word of its own.
#}
{% macro words_of_last_build() %}
    {% do return([
        'int_done_leads', 'int_done_profiles', 'int_done_contents', 'int_done_event_files', 'int_done_lead_states', 'int_done_tables',
    ]) %}
{% endmacro %}

{#
    The rows of the CTE `done` where this command can vouch for them: it builds every word, every kept table, and all that these read;
    seeds may be left out while none has changed since the last word. Else the last word stands, as after a build that broke off.
#}
{% macro done_or_left(name) -%}
    {%- set left = left_by_last_build(name) -%}
    {%- set left_out = {'models': [], 'seeds': []} -%}
    {#- each word is read after every kept table -#}
    {%- for unique_id in upstream_of(words_of_last_build()) if unique_id not in selected_resources -%}
        {%- do left_out[graph.nodes[unique_id].resource_type ~ 's'].append(unique_id) -%}
    {%- endfor -%}
    {%- if model.resource_type == 'unit_test' or not (left_out.models or left_out.seeds and is_code_new()) -%}
    select * from done
    {%- elif left -%}
    select * from {{ left }}
    {%- else -%}
    select * from done
    where false
    {%- endif -%}
{%- endmacro %}

{# Whether the last word was given by other SQL or other seeds. #}
{% macro is_code_new() %}
    {% set left = left_by_last_build('int_done_leads') %}
    {% set prints = run_query("select distinct code_print from " ~ left).columns[0].values() | list if left else [] %}
    {% do return(prints != [code_print(tables_kept_by_lead())]) %}
{% endmacro %}
