"""Maps the event log of the BPI Challenge 2012 to the raw data contract.

python examples/bpic2012/prepare.py --from PATH --out FOLDER writes leads, events, opportunities, lead_decisions and sales_activities as
Parquet. What the log lacks stays absent.
"""

import argparse
import sys
from pathlib import Path

import duckdb

LOG = "bpic2012_events.parquet"
NEEDED = ["c_concept:name", "seq", "e_concept:name", "e_lifecycle:transition", "e_time:timestamp", "e_org:resource"]

# An application is a lead. Offsets are mixed in the log: every time becomes UTC. Only COMPLETE is counted: work (W_*) is logged three
# times, states (A_*, O_*) are COMPLETE alone.
STEPS = """
    select
        "c_concept:name" as application,
        seq,
        "c_concept:name" || '-' || seq as step_id,
        "e_concept:name" as activity,
        "e_org:resource" as resource,
        timezone('UTC', cast("e_time:timestamp" as timestamptz)) as happened_at
    from log
    where "e_lifecycle:transition" = 'COMPLETE'
"""
OUTCOMES = """
    select
        application,
        case activity when 'A_ACTIVATED' then 'activated' when 'A_DECLINED' then 'declined' else 'cancelled' end as outcome,
        happened_at as ended_at
    from steps
    where activity in ('A_ACTIVATED', 'A_DECLINED', 'A_CANCELLED')
"""
OFFERS = """
    select
        application,
        min(happened_at) as sent_at,
        arg_min(resource, (happened_at, seq)) as sent_by
    from steps
    where activity = 'O_SENT'
    group by application
"""
TABLES = {
    "leads": """
        select
            application as lead_id,
            happened_at as created_at
        from steps
        where activity = 'A_SUBMITTED'
        order by lead_id
    """,
    "events": """
        select
            step_id as event_id,
            application as lead_id,
            case activity when 'A_SUBMITTED' then 'lead_form_submit' else 'sales_requested_mql' end as event_type,
            happened_at as occurred_at
        from steps
        where activity in ('A_SUBMITTED', 'A_PREACCEPTED')
        order by event_id
    """,
    # later offers of an application replace its first one: one deal, from the first offer that went out
    "opportunities": """
        select
            offers.application as opportunity_id,
            offers.application as lead_id,
            offers.sent_at as created_at,
            coalesce(outcomes.outcome, 'offer sent') as stage,
            coalesce(outcomes.outcome = 'activated', false) as is_won,
            outcomes.outcome is not null as is_closed,
            outcomes.ended_at as closed_at,
            offers.sent_by as owner_id
        from offers
        left join outcomes on offers.application = outcomes.application
        order by opportunity_id
    """,
    # the log names no reason for an end, only whether it was declined or cancelled
    "lead_decisions": """
        select
            step_id as decision_id,
            application as lead_id,
            case activity when 'A_ACCEPTED' then 'accepted' else 'rejected' end as decision,
            case activity when 'A_DECLINED' then 'declined' when 'A_CANCELLED' then 'cancelled' end as rejection_reason,
            resource as decided_by,
            happened_at as decided_at
        from steps
        where activity in ('A_ACCEPTED', 'A_DECLINED', 'A_CANCELLED')
        order by decision_id
    """,
    # completing an application and following up on offers and files is done by calling the applicant
    "sales_activities": """
        select
            step_id as activity_id,
            application as lead_id,
            resource as rep_id,
            'call' as channel,
            'outbound' as direction,
            happened_at as occurred_at
        from steps
        where activity in ('W_Completeren aanvraag', 'W_Nabellen offertes', 'W_Nabellen incomplete dossiers')
        order by activity_id
    """,
}


class PrepareError(Exception):
    """Something stops the mapping; the message says what was expected and what was found."""


def read(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Makes the tables that the mapping reads: steps, outcomes, offers.

    Raises PrepareError where the log or a column is missing, or a timestamp does not cast.
    """
    path = folder / LOG
    if not path.is_file():
        raise PrepareError(f"{LOG} is missing: expected {path}. It is the log of the BPI Challenge 2012 (4TU.ResearchData) as Parquet.")
    try:
        connection.execute(f"create view log as select * from read_parquet({quoted(path)})")
        found = [row[0] for row in connection.execute("describe log").fetchall()]
    except duckdb.Error as error:
        raise PrepareError(f"{path}: no Parquet file that can be read ({str(error).splitlines()[0]}).") from error
    missing = [column for column in NEEDED if column not in found]
    if missing:
        raise PrepareError(f"{path}: the column {', '.join(missing)} is missing. Found: {', '.join(found)}.")
    try:
        for name, query in {"steps": STEPS, "outcomes": OUTCOMES, "offers": OFFERS}.items():
            connection.execute(f"create table {name} as {query}")
    except duckdb.ConversionException as error:
        raise PrepareError(f"{path}: {str(error).splitlines()[0]}. Expected the log as published.") from error


def quoted(path: Path) -> str:
    """A path as an SQL text."""
    return "'" + str(path).replace("'", "''") + "'"


def prepare(source: Path, out: Path) -> dict[str, int]:
    """Writes the raw tables to `out`; the rows of each.

    Raises PrepareError where the source is incomplete or holds a value that does not cast, or where `out` holds other files.
    """
    if not source.is_dir():
        raise PrepareError(f"--from {source}: no such folder. Expected a folder with {LOG}.")
    strangers = sorted(path.name for path in out.glob("*") if path.name not in {f"{table}.parquet" for table in TABLES})
    if strangers:
        raise PrepareError(f"--out {out}: holds other files ({', '.join(strangers)}), which a build would read too. Give an empty folder.")
    rows = {}
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        read(connection, source)
        out.mkdir(parents=True, exist_ok=True)
        for table, query in TABLES.items():
            connection.execute(f"create table {table} as {query}")
            connection.execute(f"copy {table} to {quoted(out / f'{table}.parquet')} (format parquet)")
            rows[table] = connection.execute(f"select count(*) from {table}").fetchone()[0]
    return rows


def main(arguments: list[str] | None = None) -> int:
    """The command line; 1 where the mapping stops, with one line that says why."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--from", dest="source", type=Path, required=True, help=f"folder with {LOG}")
    parser.add_argument("--out", type=Path, required=True, help="folder for the raw tables (MQL_RAW_PATH)")
    given = parser.parse_args(arguments)
    try:
        rows = prepare(given.source, given.out)
    except PrepareError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{given.out}: " + ", ".join(f"{count:,} {table}" for table, count in rows.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
