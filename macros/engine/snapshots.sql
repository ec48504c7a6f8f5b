{# What a row of the status snapshots says, but for its date, as one number. #}
{% macro status_hash(since_epoch) -%}
    {{ summable_hash(
        "lead_id || '|' || definition_id || '|' || cast(version as " ~ dbt.type_string() ~ ") || '|' || status || '|' || cast("
        ~ since_epoch ~ " as " ~ dbt.type_string() ~ ")"
    ) }}
{%- endmacro %}

{#
    Before fct_mql_status_snapshots appends: away with the dates of a definition that hold anything but what the status intervals
    say now, so that they are written anew, and with those that should not be there at all.
#}
{% macro remove_outdated_snapshots() -%}
    {% if is_incremental() -%}
    delete from {{ this }} as snapshots
    where not exists (
        select 1
        from {{ ref('int_snapshot_fingerprints') }} as expected
        inner join (
            select
                definition_id,
                version,
                snapshot_on,
                count(*) as leads,
                sum({{ status_hash(epoch_seconds('status_since_at')) }}) as fingerprint
            from {{ this }}
            group by definition_id, version, snapshot_on
        ) as held
            on
                expected.definition_id = held.definition_id
                and expected.version = held.version
                and expected.snapshot_on = held.snapshot_on
                and expected.leads = held.leads
                and expected.fingerprint = held.fingerprint
        where
            held.definition_id = snapshots.definition_id
            and held.version = snapshots.version
            and held.snapshot_on = snapshots.snapshot_on
    )
    {%- endif %}
{%- endmacro %}

{# Whether a relation is in the database: a snapshot is not where `dbt run` came before the first `dbt build`. #}
{% macro is_built(relation) %}
    {% do return(execute and load_relation(relation) is not none) %}
{% endmacro %}

{# The columns of a snapshot (name: type), null where it does not have them yet, and no rows where it was never taken. #}
{% macro snapshot_rows(snapshot, columns) -%}
    {% set is_there = is_built(snapshot) %}
    {#- none of a unit test's rows -#}
    {% set kept = adapter.get_columns_in_relation(snapshot) | map(attribute='name') | list if is_there else [] %}
    select
        {% for column, type in columns.items() -%}
        {{ column if column in kept or not kept and is_there else 'cast(null as ' ~ type ~ ') as ' ~ column }}{{ ',' if not loop.last }}
        {% endfor -%}
    {{ 'from ' ~ snapshot if is_there else 'where false' }}
{%- endmacro %}

{# --empty would close every row of the history of what was reported, which no build makes again. #}
{% macro refuse_empty_builds() %}
    {% if execute and flags.EMPTY %}
        {% for node in graph.nodes.values() if node.resource_type == 'snapshot' %}
            {% if is_built(relation_of(node)) %}
                {% do exceptions.raise_compiler_error(
                    "--empty: " ~ node.schema ~ "." ~ node.alias ~ " holds what earlier builds reported, and an empty build would close all of it. "
                    ~ "Use a database of its own (MQL_DUCKDB_PATH)."
                ) %}
            {% endif %}
        {% endfor %}
    {% endif %}
{% endmacro %}
