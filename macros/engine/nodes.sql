{# What dbt knows of the project: its nodes by name, what they read, and what code they are. #}

{# A node of the project; none while dbt only parses. #}
{% macro node_named(name, kind='model') %}
    {% do return(graph.nodes.get(kind ~ '.mql.' ~ name) if execute else none) %}
{% endmacro %}

{# Where a node's table stands, or will. Not by ref: what asks may come before it. #}
{% macro relation_of(node) %}
    {% do return(api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias)) %}
{% endmacro %}

{# Whether this command builds a model. #}
{% macro is_built_now(name) %}
    {% do return(execute and node_named(name).unique_id in selected_resources) %}
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
        {% for name in names %}{% do found.append(node_named(name).unique_id) %}{% endfor %}
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
