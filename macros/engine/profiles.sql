{# The raw fields of a lead of which its attributes are made. #}
{% macro profile_fields() %}
    {% do return([
        'email', 'company_domain', 'job_title', 'industry', 'employee_count', 'annual_revenue', 'country', 'technologies',
        'lead_source', 'stated_timeline', 'stated_budget', 'stated_use_case',
    ]) %}
{% endmacro %}

{# Whether a text of a lead is asked for: where the attributes made of texts are kept, only by those that are made anew. #}
{% macro is_text_asked_for(lead_key='lead_key') -%}
    {%- set work = work_model('int_profile_work_leads') -%}
    {%- if left_by_last_build('int_lead_companies') and left_by_last_build('int_lead_readings') -%}
    {{ lead_key }} in (select lead_key from {{ work }})
    {%- else -%} true
    {%- endif -%}
{%- endmacro %}
