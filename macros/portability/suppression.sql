{#
    People who asked to be forgotten (scripts/forget.py) and must not come back with the next load. They stand on a list beside the
    database, as hashes. Where it names anybody, the raw views leave out that person's rows before any model sees them, and what
    earlier builds kept of them goes. Where raw tables are tables of a database, so is the list: suppressed_leads in their schema.
#}

{# MQL_SUPPRESSION_PATH, else suppressed_leads.csv beside the database file: as scripts/forget.py has it. #}
{% macro suppression_path() %}
    {% set folder = (target.path or '').rpartition('/')[0] %}
    {% do return(env_var('MQL_SUPPRESSION_PATH', '') or (folder ~ '/' if folder else '') ~ 'suppressed_leads.csv') %}
{% endmacro %}

{# The views of the raw tables, whose selects are given by table, without the rows of the people on the list. #}
{% macro suppress_people(selects) %}
    {% do adapter.dispatch('suppress_people', 'mql')(selects) %}
{% endmacro %}

{#- recursion that stops where nothing new comes is not to be had there: a list that somebody set aside must not be passed over -#}
{% macro spark__suppress_people(selects) %}
    {% set list = env_var('MQL_SUPPRESSION_PATH', '') or spark_list_of_suppressed() %}
    {% if list %}
        {% do exceptions.raise_compiler_error(
            list ~ " lists people who were forgotten, and is not read on Spark: they would come back. Take their rows out of the raw "
            ~ "tables, and the list away (unset MQL_SUPPRESSION_PATH)."
        ) %}
    {% endif %}
{% endmacro %}

{% macro spark_list_of_suppressed() %}
    {% if run_query("show schemas like '" ~ var('raw_schema') ~ "'").rows | length
        and run_query("show tables in " ~ var('raw_schema') ~ " like 'suppressed_leads'").rows | length %}
        {% do return(var('raw_schema') ~ '.suppressed_leads') %}
    {% endif %}
    {% do return(none) %}
{% endmacro %}

{% macro default__suppress_people(selects) %}
    {% do read_suppression_list() %}
    {% set people = run_query("select count(distinct request) as people from " ~ suppression('suppressed_people')).rows[0][0] %}
    {% if people %}
        {% do find_suppressed_leads() %}
        {% do find_suppressed_devices() %}
        {% for table, select in selects.items() %}
            {% set columns = contract_columns(table) %}
            {% if 'lead_id' in columns %}
                {% do replace_view(
                    suppression(table), "with given as (" ~ select ~ ") select "
                    ~ without_suppressed_contact(table, columns) ~ " from given as raw_rows where "
                    ~ ("true" if table == 'opportunities' else "not " ~ is_suppressed('raw_rows', 'anonymous_id' in columns))
                    ~ (" and not " ~ is_listed('email', "lower(" ~ id_text('raw_rows.email') ~ ")") if 'email' in columns else "")
                ) %}
            {% endif %}
        {% endfor %}
        {% set who = suppression_print() %}
        {% set applied = suppression('suppressions_applied') %}
        {% do run_query("create table if not exists " ~ applied ~ " (who varchar)") %}
        {# nobody new: what is kept has no rows of theirs #}
        {% if flags.WHICH in ['build', 'run', 'snapshot'] and not run_query("select who from " ~ applied ~ " where who = '" ~ who ~ "'").rows | length %}
            {% do remove_kept_rows() %}
            {% do replace_table(applied, "select '" ~ who ~ "' as who") %}
        {% endif %}
        {% do log(
            people ~ (" person is" if people == 1 else " people are") ~ " suppressed (" ~ suppression_path() ~ "): raw rows of theirs are not read.",
            info=true
        ) %}
    {% endif %}
{% endmacro %}

{% macro is_anybody_suppressed() %}
    {% do return(run_query("select count(*) as entries from " ~ suppression('suppressed_people')).rows[0][0] > 0) %}
{% endmacro %}

{# What this file keeps stands beside the views of the raw contract. #}
{% macro suppression(table) %}
    {% do return(contract_schema() ~ '.' ~ table) %}
{% endmacro %}

{% macro replace_table(relation, select) %}
    {% do run_query("drop table if exists " ~ relation) %}
    {% do run_query("create table " ~ relation ~ " as " ~ select) %}
{% endmacro %}

{% macro replace_view(relation, select) %}
    {{ return(adapter.dispatch('replace_view', 'mql')(relation, select)) }}
{% endmacro %}

{% macro default__replace_view(relation, select) %}
    {% do run_query("create or replace view " ~ relation ~ " as " ~ select) %}
{% endmacro %}

{#- a view that is replaced must keep its types there -#}
{% macro postgres__replace_view(relation, select) %}
    {% do run_query("drop view if exists " ~ relation) %}
    {% do run_query("create view " ~ relation ~ " as " ~ select) %}
{% endmacro %}

{# The list as a table. A list that is damaged, or lacks what the last build found on it, stops the build: somebody would come back. #}
{% macro read_suppression_list() %}
    {% set known = suppression('suppressed_people') %}
    {% set columns = "request integer, kind varchar, hash varchar, identified_at timestamp" %}
    {% do run_query("create table if not exists " ~ known ~ " (" ~ columns ~ ")") %}
    {% do run_query("drop table if exists given_suppressions") %}
    {% do run_query("create temporary table given_suppressions (" ~ columns ~ ")") %}
    {% do read_given_suppressions() %}
    {% set lost = run_query(
        "select count(*) as lost from (select kind, hash from " ~ known ~ " except select kind, hash from given_suppressions) as missing"
    ).rows[0][0] %}
    {% if lost and not var('suppressions_may_shrink') %}
        {% do exceptions.raise_compiler_error(
            suppression_path() ~ ": " ~ lost ~ " entries that the last build found there are missing: people who were forgotten would come back. "
            ~ "Restore the file (MQL_SUPPRESSION_PATH names another); if they were taken off on purpose, say so for one build: "
            ~ "--vars '{suppressions_may_shrink: true}'."
        ) %}
    {% endif %}
    {% do replace_table(known, "select distinct * from given_suppressions") %}
    {% do run_query("drop table given_suppressions") %}
{% endmacro %}

{# Puts the list into the table `given_suppressions`. #}
{% macro read_given_suppressions() %}
    {{ return(adapter.dispatch('read_given_suppressions', 'mql')()) }}
{% endmacro %}

{% macro default__read_given_suppressions() %}
    {% set path = suppression_path() %}
    {% if run_query("select file from glob('" ~ sql_text(path) ~ "')").rows | length %}
        {% set lines = "select line_number, trim(line) as line from read_text('" ~ sql_text(path) ~ "'), "
            ~ "lateral unnest(string_split(content, chr(10))) with ordinality as lines (line, line_number) where trim(line) <> ''" %}
        {% set shape = "[0-9]+,(lead_id|email|anonymous_id),[0-9a-f]{64},([0-9]{4}-[0-9-]{5} [0-9:]{8})?" %}
        {% set header = "request,kind,hash,identified_at" %}
        {% set odd = run_query(
            "select line_number from (" ~ lines ~ ") where not regexp_full_match(line, '" ~ shape ~ "') "
            ~ "and not (line_number = 1 and line = '" ~ header ~ "') order by line_number limit 1"
        ).rows %}
        {% if odd | length %}
            {% do exceptions.raise_compiler_error(
                path ~ ", line " ~ odd[0][0] ~ ": expected " ~ header ~ " as `make forget` writes them. Restore the list: without it "
                ~ "people who were forgotten come back."
            ) %}
        {% endif %}
        {% do run_query(
            "insert into given_suppressions select split_part(line, ',', 1), split_part(line, ',', 2), split_part(line, ',', 3), "
            ~ "try_cast(split_part(line, ',', 4) as timestamp) from (" ~ lines ~ ") where line_number > 1 or line <> '" ~ header ~ "'"
        ) %}
    {% endif %}
{% endmacro %}

{#- a list that somebody set aside as a file is meant to be honoured -#}
{% macro postgres__read_given_suppressions() %}
    {% set list = var('raw_schema') ~ '.suppressed_leads' %}
    {% if run_query("select to_regclass('" ~ sql_text(list) ~ "') is not null as is_there").rows[0][0] %}
        {% set odd = run_query(
            "select count(*) as odd from " ~ list ~ " where not coalesce(kind in ('lead_id', 'email', 'anonymous_id') and "
            ~ "hash ~ '^[0-9a-f]{64}$' and request is not null, false)"
        ).rows[0][0] %}
        {% if odd %}
            {% do exceptions.raise_compiler_error(
                list ~ ": " ~ odd ~ " rows are not request, kind (lead_id, email, anonymous_id), hash (SHA-256 in 64 hex digits) as "
                ~ "`make forget` writes them. Restore the list: without it people who were forgotten come back."
            ) %}
        {% endif %}
        {% do run_query("insert into given_suppressions select request, kind, hash, identified_at from " ~ list) %}
    {% elif env_var('MQL_SUPPRESSION_PATH', '') %}
        {% do exceptions.raise_compiler_error(
            "MQL_SUPPRESSION_PATH names a list of people who were forgotten, and there is no table " ~ list ~ " that holds it: "
            ~ "scripts/load_raw.py loads it."
        ) %}
    {% endif %}
{% endmacro %}

{#
    The ids of the people on the list: those listed, those of leads with an address that is listed, and those that the raw rows merge
    with any of these, whichever survives.
#}
{% macro find_suppressed_leads() %}
    {% do replace_table(
        suppression('suppressed_leads'), "with recursive "
        ~ "leads as (select " ~ id_text('lead_id') ~ " as lead_id, " ~ raw_id('merged_into') ~ " as merged_into, "
        ~ "lower(" ~ id_text('email') ~ ") as email from " ~ suppression('leads') ~ "), "
        ~ "merges as (select lead_id, merged_into as other_id from leads where merged_into is not null "
        ~ "union select merged_into as lead_id, lead_id as other_id from leads where merged_into is not null), "
        ~ "people as (select lead_id from leads where " ~ is_listed('lead_id', 'lead_id') ~ " or " ~ is_listed('email', 'email')
        ~ " union select merges.lead_id from merges where " ~ is_listed('lead_id', 'merges.lead_id')
        ~ " union select merges.other_id as lead_id from people inner join merges on people.lead_id = merges.lead_id) "
        ~ "select " ~ sha256_hex('lead_id') ~ " as hash from people where lead_id is not null "
        ~ "union select hash from " ~ suppression('suppressed_people') ~ " where kind = 'lead_id'"
    ) %}
{% endmacro %}

{#
    When a device was theirs: from each time at which it said so, or that the list remembers, until it said somebody else; and before the
    first time it said anybody. The next person on it is not given what they did.
#}
{% macro find_suppressed_devices() %}
    {% do replace_table(
        suppression('suppressed_devices'), "with "
        ~ "known as (select " ~ sha256_hex(id_text('lead_id')) ~ " as lead_hash, min(" ~ utc_timestamp('created_at') ~ ") as known_at from "
        ~ suppression('leads') ~ " group by " ~ sha256_hex(id_text('lead_id')) ~ "), "
        ~ "said as (select " ~ sha256_hex(raw_id('anonymous_id')) ~ " as hash, " ~ sha256_hex(raw_id('lead_id')) ~ " as lead_hash, "
        ~ utc_timestamp('occurred_at') ~ " as said_at from " ~ suppression('events')
        ~ " where lead_id is not null and anonymous_id is not null and not coalesce(" ~ to_boolean('is_bot') ~ ", false)), "
        ~ "points as (select said.hash, greatest(said.said_at, coalesce(known.known_at, said.said_at)) as said_at, "
        ~ "theirs.hash is not null as is_theirs from said left join known on said.lead_hash = known.lead_hash "
        ~ "left join " ~ suppression('suppressed_leads') ~ " as theirs on said.lead_hash = theirs.hash "
        ~ "where said.hash is not null and (known.lead_hash is not null or theirs.hash is not null) "
        ~ "union select hash, identified_at as said_at, true as is_theirs from " ~ suppression('suppressed_people')
        ~ " where kind = 'anonymous_id'), "
        ~ "seconds as (select hash, said_at, bool_or(is_theirs) as is_theirs from points where hash in "
        ~ "(select hash from points where is_theirs) group by hash, said_at), "
        ~ "spans as (select hash, is_theirs, "
        ~ "case when lag(said_at) over device is null then timestamp '0001-01-01' else said_at end as valid_from, "
        ~ "coalesce(lead(said_at) over device, timestamp '9999-01-01') as valid_to "
        ~ "from seconds window device as (partition by hash order by said_at)) "
        ~ "select hash, valid_from, valid_to from spans where is_theirs"
    ) %}
{% endmacro %}

{# One text for all who are suppressed, and when which device was theirs. #}
{% macro suppression_print() %}
    {% do return(run_query(
        "select md5(string_agg(said, '|' order by said)) as who from (select hash as said from " ~ suppression('suppressed_leads')
        ~ " union all select hash || ' ' || valid_from || ' ' || valid_to as said from " ~ suppression('suppressed_devices') ~ ") as everyone"
    ).rows[0][0]) %}
{% endmacro %}

{% macro is_listed(kind, column) %}
    {% do return(
        "coalesce(" ~ sha256_hex(column) ~ " in (select hash from " ~ suppression('suppressed_people') ~ " where kind = '" ~ kind ~ "'), false)"
    ) %}
{% endmacro %}

{# An optional id: null where it is blank or a placeholder. The seed that lists them may not be loaded yet, so these are the plain ones. #}
{% macro raw_id(column) %}
    {% do return(
        "case when " ~ regexp_matches(id_text(column), '[0-9A-Za-z]') ~ " and lower(" ~ id_text(column)
        ~ ") not in ('null', 'none', 'n/a', 'nan', 'undefined') then " ~ id_text(column) ~ " end"
    ) %}
{% endmacro %}

{# Whether a row is one of theirs: by its lead_id, or, where it has none, because the device was theirs. #}
{% macro is_suppressed(relation, has_device) %}
    {% set lead = id_text(relation ~ '.lead_id') %}
    {% set by_lead = "coalesce(" ~ sha256_hex(lead) ~ " in (select hash from " ~ suppression('suppressed_leads') ~ "), false)" %}
    {% set at = utc_timestamp(relation ~ '.occurred_at') %}
    {% set by_device = "(" ~ raw_id(relation ~ '.lead_id') ~ " is null and exists (select 1 from " ~ suppression('suppressed_devices')
        ~ " as devices where devices.hash = " ~ sha256_hex(id_text(relation ~ '.anonymous_id')) ~ " and coalesce(" ~ at ~ " >= devices.valid_from and "
        ~ at ~ " < devices.valid_to, true)))" %}
    {% do return("(" ~ by_lead ~ (" or " ~ by_device if has_device else "") ~ ")") %}
{% endmacro %}

{# A deal is its company's: it stays, without the contact. #}
{% macro without_suppressed_contact(table, columns) %}
    {% set selected = [] %}
    {% for column in columns %}
        {% do selected.append(
            "case when not " ~ is_suppressed('raw_rows', false) ~ " then lead_id end as lead_id"
            if table == 'opportunities' and column == 'lead_id' else column
        ) %}
    {% endfor %}
    {% do return(selected | join(', ')) %}
{% endmacro %}

{# What no build makes anew, snapshots and incremental models, loses their rows: those that bear the id, and those that bear its key. #}
{% macro remove_kept_rows() %}
    {% set by_key, registries = [], [] %}
    {% for node in graph.nodes.values() if node.resource_type == 'snapshot' or node.config.materialized == 'incremental' %}
        {% set relation, columns = relation_of(node), columns_in_hook(node) %}
        {% if 'lead_id' in columns and 'lead_key' in columns %}
            {% do registries.append(relation) %}
        {% elif 'lead_id' in columns %}
            {% do run_query(
                "delete from " ~ relation ~ " as kept_rows where "
                ~ is_suppressed('kept_rows', 'anonymous_id' in columns and 'occurred_at' in columns)
            ) %}
        {% elif 'lead_key' in columns %}
            {% do by_key.append(relation) %}
        {% endif %}
    {% endfor %}
    {% for registry in registries %}
        {% for relation in by_key %}
            {% do run_query(
                "delete from " ~ relation ~ " where lead_key in (select lead_key from " ~ registry ~ " as kept_rows where "
                ~ is_suppressed('kept_rows', false) ~ ")"
            ) %}
        {% endfor %}
        {% do run_query("delete from " ~ registry ~ " as kept_rows where " ~ is_suppressed('kept_rows', false)) %}
    {% endfor %}
{% endmacro %}
