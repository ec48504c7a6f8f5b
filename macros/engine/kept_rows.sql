{# Which tables are kept, and whether their rows are those that the last build left. #}

{# The tables that are kept by lead: each has a lead_key. #}
{% macro tables_kept_by_lead() %}
    {% do return([
        'int_lead_field_values', 'int_lead_profiles', 'int_lead_companies', 'int_lead_readings', 'int_lead_traits',
        'int_lead_attributes', 'int_fit_rule_spans', 'int_bot_events', 'int_events', 'int_made_sessions', 'int_site_visits',
        'int_session_pattern_events', 'int_new_asset_downloads', 'int_engaged_pricing_views', 'int_occurrences', 'int_first_occurrences',
        'int_marketing_touches', 'int_fit_timeline', 'int_counts', 'int_awards', 'int_score_instants', 'int_behavior_sums',
        'int_behavior_decays', 'int_scores', 'int_condition_changes', 'int_trigger_states', 'int_activations', 'int_activation_instants',
        'int_activation_renewals', 'int_activation_successors', 'int_evaluated_cycles',
    ]) %}
{% endmacro %}

{# All tables that go on from their rows. #}
{% macro kept_tables() %}
    {% do return(['base_events'] + tables_kept_by_lead()) %}
{% endmacro %}

{#
    Before any model runs: which command is about to write kept tables, and which was the last to do so before it. Where that is not the
    one that gave the last word (int_done_tables), a command broke off or left something out.
#}
{% macro note_writer() %}
    {% if execute and keeps_tables() and flags.WHICH in ['build', 'run'] %}
        {% set written = [] %}
        {% for name in kept_tables() if is_built_now(name) %}{% do written.append(name) %}{% endfor %}
        {% if written %}
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
