{# What the last build left, what it was made by, and whether it may be vouched for. #}

{# A model's table as the last build left it, in a build that goes on from it; else none. Not by ref: what reads it comes before it. #}
{% macro left_by_last_build(name) %}
    {% if execute and keeps_tables() and not flags.FULL_REFRESH and model.resource_type != 'unit_test' %}
        {% for node in graph.nodes.values() if node.resource_type == 'model' and node.name == name %}
            {% do return(load_relation(api.Relation.create(node.database, node.schema, node.alias))) %}
        {% endfor %}
    {% endif %}
    {% do return(none) %}
{% endmacro %}

{#
    One text for the SQL of models and of all that they read, with the seeds of reference: when it changes, what was kept was made by
    another engine. The seeds of definitions are not in it: each definition has a key made of what it says. Nor is the text of
    macros: whoever changes what one of them makes of a row counts `made_by` up.
#}
{% macro code_print(names, with_seeds=true) %}
    {% set made_by = 3 %}
    {% do return(local_md5(made_by ~ '|' ~ (upstream_of(names, with_seeds).items() | sort | join('|')))) %}
{% endmacro %}

{# The checksums of models and of all models and seeds of reference that they read, by unique_id: in one macro, for each call of one costs. #}
{% macro upstream_of(names, with_seeds=true) %}
    {% set seen, found = {}, [] %}
    {% if execute and model.resource_type != 'unit_test' %}
        {% for node in graph.nodes.values() if node.resource_type == 'model' and node.name in names %}
            {% do found.append(node.unique_id) %}
        {% endfor %}
        {#- the list grows while it is gone through -#}
        {% for unique_id in found if unique_id not in seen %}
            {% set node = graph.nodes.get(unique_id) %}
            {% if node and (node.resource_type == 'model' or (with_seeds and node.original_file_path.startswith('seeds/reference'))) %}
                {% do seen.update({unique_id: node.checksum.checksum}) %}
                {% do found.extend(node.depends_on.nodes) %}
            {% endif %}
        {% endfor %}
    {% endif %}
    {% do return(seen) %}
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

{# The tables that are kept by lead: each has a lead_key. #}
{% macro tables_kept_by_lead() %}
    {% do return([
        'int_lead_field_values', 'int_lead_profiles', 'int_lead_companies', 'int_lead_readings', 'int_lead_traits',
        'int_lead_attributes', 'int_fit_rule_spans', 'int_bot_events', 'int_events', 'int_made_sessions', 'int_site_visits',
        'int_session_pattern_events', 'int_new_asset_downloads', 'int_engaged_pricing_views', 'int_occurrences',
        'int_marketing_touches', 'int_fit_timeline', 'int_counts', 'int_awards', 'int_score_instants', 'int_behavior_sums',
        'int_behavior_decays', 'int_scores', 'int_condition_changes', 'int_trigger_states', 'int_activations', 'int_activation_instants',
        'int_activation_renewals', 'int_activation_successors', 'int_evaluated_cycles',
    ]) %}
{% endmacro %}

{#
    What a build leaves for the next to compare with. They are right together or not at all: int_done_tables, which vouches for the
    others, is written last, and a command that leaves out one of them gives no word of its own.
#}
{% macro words_of_last_build() %}
    {% do return([
        'int_done_leads', 'int_done_profiles', 'int_done_definitions', 'int_done_event_files', 'int_done_lead_states', 'int_done_tables',
    ]) %}
{% endmacro %}

{# All tables that go on from their rows. #}
{% macro kept_tables() %}
    {% do return(['base_events'] + tables_kept_by_lead()) %}
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

{#
    Before any model runs: which command is about to write kept tables, and which was the last to do so before it. Where that is not the
    one that gave the last word (int_done_tables), a command broke off or left something out.
#}
{% macro note_writer() %}
    {% if execute and keeps_tables() and flags.WHICH in ['build', 'run'] %}
        {% set kept = [] %}
        {% for node in graph.nodes.values() if node.name in kept_tables() and node.unique_id in selected_resources %}
            {% do kept.append(node.name) %}
        {% endfor %}
        {% if kept %}
            {% do run_query("create table if not exists " ~ last_writer() ~ " (build_id varchar, build_before varchar)") %}
            {% set before = run_query("select build_id from " ~ last_writer()).columns[0].values() | join %}
            {% do run_query("delete from " ~ last_writer()) %}
            {% do run_query("insert into " ~ last_writer() ~ " values ('" ~ invocation_id ~ "', '" ~ before ~ "')") %}
            {% do end_hook() %}
        {% endif %}
    {% endif %}
{% endmacro %}

{% macro last_writer() %}
    {% do return(contract_schema() ~ '.last_writer') %}
{% endmacro %}

{#
    Whether these kept tables are what the last build that gave its word left, as far as their numbers of rows tell: nobody wrote to any
    since. Rows that somebody writes over by hand are not seen.
#}
{% macro are_as_left(names) %}
    {% set left, tables = left_by_last_build('int_done_tables'), [] %}
    {% for name in names if left_by_last_build(name) %}{% do tables.append([name, left_by_last_build(name)]) %}{% endfor %}
    {% if not left or tables | length < names | length %}
        {% do return(false) %}
    {% endif %}
    {% do return(run_query(
        "select count(*) as tables from (" ~ kept_row_counts(tables) ~ ") as found inner join " ~ left ~ " as left_tables "
        ~ "on found.table_name = left_tables.table_name and found.kept_rows = left_tables.kept_rows "
        ~ "inner join " ~ last_writer() ~ " as writer on left_tables.build_id = "
        ~ "case when writer.build_id = '" ~ invocation_id ~ "' then writer.build_before else writer.build_id end"
    ).rows[0][0] == names | length) %}
{% endmacro %}

{# Whether there are kept rows by lead for which nobody vouches. #}
{% macro are_kept_rows_in_doubt() %}
    {% set kept = [] %}
    {% for name in tables_kept_by_lead() if left_by_last_build(name) %}{% do kept.append(name) %}{% endfor %}
    {% do return(kept | length > 0 and not are_as_left(tables_kept_by_lead())) %}
{% endmacro %}

{# A query of how many rows each table holds: `tables` are pairs of a name and a relation. #}
{% macro kept_row_counts(tables) -%}
    {% for name, relation in tables -%}
    select
        '{{ name }}' as table_name,
        count(*) as kept_rows
    from {{ relation }}
    {{- "\n    union all\n    " if not loop.last }}
    {%- endfor %}
{%- endmacro %}
