{#
    dbt makes a table by the name of a unit test to learn its columns, and Postgres has no name of more than 63 signs. Ours are
    sentences: the table has a short name, and all else is as dbt has it.
#}
{% materialization unit, adapter='postgres' %}
    {% set expected_rows = config.get('expected_rows') %}
    {% set actual = make_temp_relation(
        api.Relation.create(database=this.database, schema=this.schema, identifier='unit_test_' ~ local_md5(this.identifier)[:20], type='table')
    ) %}
    {% do run_query(get_create_table_as_sql(true, actual, get_empty_subquery_sql(sql))) %}
    {% set types, names = {}, {} %}
    {% for column in adapter.get_columns_in_relation(actual) %}
        {% do types.update({column.name | lower: column.data_type}) %}
        {% do names.update({column.name | lower: column.quoted}) %}
    {% endfor %}
    {% set compared = [] %}
    {% for name in (expected_rows[0] if expected_rows else types) %}{% do compared.append(names[name | lower]) %}{% endfor %}
    {% set expected_sql = config.get('expected_sql') or get_expected_sql(expected_rows, types, names) %}
    {% call statement('main', fetch_result=True) -%}
        {{ get_unit_test_sql(sql, expected_sql, compared) }}
    {%- endcall %}
    {% do adapter.drop_relation(actual) %}
    {{ return({'relations': []}) }}
{% endmaterialization %}
