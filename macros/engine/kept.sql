{#
    Kept tables: what grows with events is not made anew by every build. A build replaces the rows of what is at work: leads whose
    inputs differ from those that the kept rows were made of (int_work_leads), and definitions that are new or gone
    (int_work_definitions). In a full build everything is at work, and these macros say nothing.
    What a model filters only saves time: whatever it returns, the strategies below put in the rows at work and no others.
#}

{# Whether a kept table goes on from its rows; a unit test is of the full build. #}
{% macro goes_on_from_last_build() %}
    {% do return(model.resource_type != 'unit_test' and is_incremental()) %}
{% endmacro %}

{# Whether a row of a lead is at work. #}
{% macro is_lead_at_work(lead_key='lead_key') -%}
    {{ is_in_work(lead_key, work_model('int_work_leads')) }}
{%- endmacro %}

{# Whether what a lead says of itself is at work: its row or the changes of its fields are other ones. #}
{% macro is_profile_at_work(lead_key='lead_key') -%}
    {{ is_in_work(lead_key, work_model('int_profile_work_leads')) }}
{%- endmacro %}

{# Whether a lead's own events are at work: the earliest that a build knows of it. #}
{% macro is_lead_with_event_at_work(lead_key='lead_key') -%}
    {{ is_in_work(lead_key, work_model('int_event_work_leads')) }}
{%- endmacro %}

{# Whether a lead is followed: all are where a definition is at work, else those at work. #}
{% macro is_lead_followed(lead_key='lead_key') -%}
    {{ is_in_work(lead_key, work_model('int_followed_leads')) }}
{%- endmacro %}

{# Whether a row of a lead under a definition is at work: for either's sake. #}
{% macro is_at_work(lead_key='lead_key', definition_key='definition_key') -%}
    {%- set leads = work_model('int_work_leads') -%}
    {%- set definitions = work_model('int_work_definitions') -%}
    {%- if goes_on_from_last_build() -%}
    ({{ is_in_work(lead_key, leads) }} or {{ definition_key }} in (select definition_key from {{ definitions }}))
    {%- else -%} true
    {%- endif -%}
{%- endmacro %}

{# Whether an event is at work: its row changed, or what is known of its lead or of the time. #}
{% macro is_event_at_work(row_key, where='true') -%}
    {%- set work = work_model('base_event_work') -%}
    {%- if goes_on_from_last_build() -%}
    coalesce({{ row_key }}, '') in (select row_key from {{ work }} where {{ where }})
    {%- else -%} true
    {%- endif -%}
{%- endmacro %}

{# Whether it is, and the kept table has a row of its id: of what is new, nothing has to be looked for. A list of another command is old. #}
{% macro is_kept_event_at_work(row_key) -%}
    {{ is_event_at_work(row_key, 'is_kept' if is_built_now('base_event_work') else 'true') }}
{%- endmacro %}

{% macro is_in_work(lead_key, work) -%}
    {%- if goes_on_from_last_build() -%}
    {{ lead_key }} in (select lead_key from {{ work }})
    {%- else -%} true
    {%- endif -%}
{%- endmacro %}

{# A model that says what is at work; a unit test of a kept model is of its full build, and has none. #}
{% macro work_model(name) %}
    {% if model.resource_type != 'unit_test' %}
        {% do return(ref(name)) %}
    {% endif %}
{% endmacro %}

{# incremental_strategy replace_leads: for the sake of the lead. #}
{% macro get_incremental_replace_leads_sql(arguments) %}
    {% do return(replace_rows(arguments, is_lead_at_work())) %}
{% endmacro %}

{# incremental_strategy replace_profiles: for the sake of what the lead says of itself. #}
{% macro get_incremental_replace_profiles_sql(arguments) %}
    {% do return(replace_rows(arguments, is_profile_at_work())) %}
{% endmacro %}

{# incremental_strategy replace_event_leads: for the sake of the lead's own events. #}
{% macro get_incremental_replace_event_leads_sql(arguments) %}
    {% do return(replace_rows(arguments, is_lead_with_event_at_work())) %}
{% endmacro %}

{# incremental_strategy replace_followed_leads: what all definitions share, and depends on which they are. #}
{% macro get_incremental_replace_followed_leads_sql(arguments) %}
    {% do return(replace_rows(arguments, is_lead_followed())) %}
{% endmacro %}

{# incremental_strategy replace_leads_and_definitions: for the sake of the lead or of the definition. #}
{% macro get_incremental_replace_leads_and_definitions_sql(arguments) %}
    {% do return(replace_rows(arguments, is_at_work())) %}
{% endmacro %}

{# incremental_strategy replace_events: for the sake of the event. #}
{% macro get_incremental_replace_events_sql(arguments) %}
    {% do return(replace_rows(arguments, is_event_at_work('event_id'), is_kept_event_at_work('event_id'))) %}
{% endmacro %}

{% macro replace_rows(arguments, is_at_work, is_kept_at_work=none) %}
    {% set columns = arguments.dest_columns | map(attribute='quoted') | join(', ') %}
    delete from {{ arguments.target_relation }} where {{ is_kept_at_work or is_at_work }};
    insert into {{ arguments.target_relation }} ({{ columns }})
    select {{ columns }}
    from {{ arguments.temp_relation }}
    where {{ is_at_work }};
    {{ count_for_planner(arguments.target_relation) }}
{% endmacro %}
