"""Prints one lead's story under a definition: who it was over time, what it did, its points, triggers, cycles and decisions.

python scripts/explain.py L123 --definition framework
"""

import argparse
import signal
import sys
from datetime import UTC, datetime

from database import one_line, open_database, query, table

LEAD = """
    select leads.lead_key, dim.lead_id, dim.first_name, dim.last_name, dim.job_title, dim.company_name, dim.company_domain, dim.known_at
    from dim_leads as dim
    inner join main_intermediate.int_lead_aliases as leads on leads.lead_key = (
        select lead_key from main_intermediate.int_lead_aliases where lead_id = $1
    )
    inner join main_intermediate.int_leads as survivors on survivors.lead_key = leads.lead_key and survivors.lead_id = dim.lead_id
    limit 1
"""

ATTRIBUTES = """
    with pieces as (
        select distinct attributes.attribute, attributes.value_text, attributes.valid_from, attributes.valid_to
        from main_intermediate.int_lead_attributes as attributes
        inner join main_staging.stg_fit_rules as rules on attributes.attribute = rules.attribute
        where attributes.lead_key = $1 and rules.definition_key = $2
    ),
    marked as (
        select
            *,
            value_text is not distinct from lag(value_text) over by_attribute and valid_from = lag(valid_to) over by_attribute as goes_on
        from pieces
        window by_attribute as (partition by attribute order by valid_from)
    ),
    numbered as (
        select *, sum(case when goes_on then 0 else 1 end) over (partition by attribute order by valid_from) as span
        from marked
    )
    select attribute, min(value_text), min(valid_from), max(valid_to)
    from numbered
    group by attribute, span
    order by attribute, min(valid_from)
"""

EVENTS = """
    with occurrences as (
        select occurred_epoch, moment_epoch, event_type_key, count(*) as times
        from main_intermediate.int_occurrences
        where lead_key = $1
        group by occurred_epoch, moment_epoch, event_type_key
    ),
    awards as (
        select awards.occurred_epoch, awards.moment_epoch, rules.rule_id, rules.event_group, rules.min_count, sum(rules.points) as points
        from main_intermediate.int_awards as awards
        inner join main_staging.stg_scoring_rules as rules using (scoring_rule_key)
        where awards.lead_key = $1 and awards.definition_key = $2
        group by awards.occurred_epoch, awards.moment_epoch, rules.rule_id, rules.event_group, rules.min_count
    ),
    timeline as (
        select
            occurrences.moment_epoch, occurrences.occurred_epoch, types.event_type, occurrences.times,
            string_agg(
                awards.rule_id || ' ' || case when awards.points > 0 then '+' else '' end || awards.points, ', ' order by awards.rule_id
            ) as points
        from occurrences
        inner join main_intermediate.int_event_types as types using (event_type_key)
        left join main_intermediate.int_event_group_types as groups using (event_type_key)
        left join awards
            on awards.event_group = groups.event_group and awards.min_count = 1
            and awards.occurred_epoch = occurrences.occurred_epoch and awards.moment_epoch = occurrences.moment_epoch
        group by occurrences.moment_epoch, occurrences.occurred_epoch, types.event_type, occurrences.times
        union all
        select
            moment_epoch, occurred_epoch, min_count || ' x ' || event_group, 1,
            rule_id || ' ' || case when points > 0 then '+' else '' end || points
        from awards
        where min_count > 1
    )
    select * from timeline order by moment_epoch desc, occurred_epoch desc, event_type limit $3
"""

SCORES = """
    select fit_score, behavior_score, bant_score, total_score, passes_gate, status, failed_rules, nearest_trigger_id, lacking, is_dormant
    from fct_lead_scores
    where lead_id = $1 and definition_id = $2 and version = $3
"""

TRIGGERS = """
    select
        triggers.trigger_rank, triggers.trigger_id, dim.outcome, dim.conditions,
        case when triggers.unmet_conditions = 0 then 'all hold now' else triggers.unmet_conditions || ' unmet' end
    from main_intermediate.int_look_triggers as triggers
    inner join dim_triggers as dim
        on triggers.trigger_id = dim.trigger_id and dim.definition_id = $3 and dim.version = $4
    where triggers.lead_key = $1 and triggers.definition_key = $2
    and triggers.at_epoch = (select max(at_epoch) from main_intermediate.int_looks where lead_key = $1 and definition_key = $2)
    order by triggers.trigger_rank
"""

CYCLES = """
    select
        cycle_number, mql_at, trigger_id, total_score, decision, decided_at, rejection_reason, first_response_at, reopens_at,
        opportunity_id, won_at
    from fct_mqls
    where lead_id = $1 and definition_id = $2 and version = $3
    order by cycle_number
"""

STATUSES = """
    select status, valid_from, valid_to
    from fct_mql_status_history
    where lead_id = $1 and definition_id = $2 and version = $3
    order by valid_from
"""

DECISIONS = """
    select to_timestamp(decided_epoch) at time zone 'UTC', decision, rejection_reason, decided_by
    from main_intermediate.int_decisions
    where lead_key = $1
    order by decision_number
"""


def moment(epoch: object) -> str:
    """Epoch seconds as UTC text; the two ends of time as words."""
    seconds = int(str(epoch))
    if abs(seconds) >= 9_000_000_000_000:
        return "now" if seconds > 0 else "ever"
    return datetime.fromtimestamp(seconds, tz=UTC).strftime("%Y-%m-%d %H:%M:%S")


def section(title: str, header: list[str], rows: list[tuple[object, ...]]) -> None:
    """Prints a titled table, or that there is nothing."""
    print(f"\n{title}")
    print(table(header, rows) if rows else "  none")


def main() -> None:
    """Reads the command line and prints the story; leaves with one line where the lead or the definition is not known."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lead", help="lead_id")
    parser.add_argument("--definition", default="framework", help="definition_id (default: framework)")
    parser.add_argument("--version", type=int, help="version (default: the latest)")
    parser.add_argument("--events", type=int, default=40, help="how many of the latest events to print (default: 40)")
    given = parser.parse_args()
    if not given.lead.strip():
        sys.exit("Which lead? make explain LEAD=<lead_id> [D=<definition_id>]; fct_mqls and fct_lead_scores list lead_ids.")
    connection = open_database()
    definitions = query(
        connection,
        "select definition_key, definition_id, version from main_staging.stg_definitions where definition_id = $1 order by version desc",
        [given.definition],
    )
    chosen = [row for row in definitions if given.version in (None, row[2])]
    if not chosen:
        known = ", ".join(str(row[0]) for row in query(connection, "select distinct definition_id from dim_definitions order by 1"))
        sys.exit(
            f"Definition '{given.definition}'{f' version {given.version}' if given.version else ''} is not in this build. It has: {known}."
        )
    definition_key, definition_id, version = chosen[0]
    leads = query(connection, LEAD, [given.lead])
    if not leads:
        sys.exit(f"Lead '{given.lead}' is not among the staged leads. audit_quarantine says which rows were set aside, and why.")
    lead_key, lead_id, first_name, last_name, job_title, company_name, company_domain, known_at = leads[0]
    merged = f" (merged into {lead_id})" if lead_id != given.lead else ""
    who = " ".join(str(part) for part in (first_name, last_name) if part) or "no name"
    where = str(company_name or company_domain or "no company")
    print(one_line(f"{given.lead}{merged}: {who}, {job_title or 'no title'}, {where}; known since {known_at} UTC"))
    print(f"Under {definition_id} version {version}")
    attributes = query(connection, ATTRIBUTES, [lead_key, definition_key])
    section(
        "What the definition reads of it, over time",
        ["attribute", "value", "from", "until"],
        [(name, value, moment(start), moment(end)) for name, value, start, end in attributes],
    )
    events = query(connection, EVENTS, [lead_key, definition_key, given.events])
    section(
        f"What it did, latest first (at most {given.events}): the moment it could be known, when it occurred, points",
        ["moment", "occurred", "event", "times", "points"],
        [
            (moment(known), moment(occurred) if occurred != known else "same", name, times, points)
            for known, occurred, name, times, points in events
        ],
    )
    for fit, behavior, bant, total, passes, status, failed, nearest, lacking, dormant in query(
        connection, SCORES, [lead_id, definition_id, version]
    ):
        print(f"\nScores at as_of: fit {fit:.2f}, behavior {behavior:.2f}, bant {bant:.2f}, total {total:.2f}")
        print(f"  gate: {'passes' if passes else 'fails: ' + str(failed)}")
        print(f"  status: {status}{', dormant' if dormant else ''}; nearest trigger {nearest}, lacking: {lacking}")
    section(
        "Triggers at as_of",
        ["rank", "trigger", "outcome", "asks", "now"],
        query(connection, TRIGGERS, [lead_key, definition_key, definition_id, version]),
    )
    section(
        "MQL cycles",
        ["cycle", "mql at", "trigger", "total", "decision", "decided at", "rejected for", "first response", "reopens at", "deal", "won at"],
        query(connection, CYCLES, [lead_id, definition_id, version]),
    )
    section("What sales said", ["at", "decision", "reason", "by"], query(connection, DECISIONS, [lead_key]))
    section("Status over time", ["status", "from", "until"], query(connection, STATUSES, [lead_id, definition_id, version]))


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # a reader that closes early, such as head, is no error
    main()
