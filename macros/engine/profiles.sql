{# The raw fields of a lead of which its attributes are made. #}
{% macro profile_fields() %}
    {% do return([
        'email', 'company_domain', 'job_title', 'industry', 'employee_count', 'annual_revenue', 'country', 'technologies',
        'lead_source', 'stated_timeline', 'stated_budget', 'stated_use_case',
    ]) %}
{% endmacro %}
