"""Maps Olist's marketing funnel data set to the raw data contract.

python examples/olist/prepare.py --from PATH --out FOLDER writes leads, events and opportunities as Parquet.
What the data lacks stays absent.
"""

import argparse
import sys
from pathlib import Path

import duckdb

LEADS = "olist_marketing_qualified_leads_dataset.csv"
DEALS = "olist_closed_deals_dataset.csv"
NEEDED = {
    LEADS: ["mql_id", "first_contact_date", "landing_page_id", "origin"],
    DEALS: ["mql_id", "sr_id", "won_date"],
}

# No time zone is recorded: dates and times are read as they stand. Nothing that is known of won deals only (business_segment,
# lead_type, ...) is passed on as an attribute of a lead.
TABLES = {
    "leads": """
        select
            mql_id as lead_id,
            origin as lead_source,
            cast(first_contact_date as timestamp) as created_at
        from olist_leads
        order by lead_id
    """,
    "events": """
        select
            'first-contact-' || mql_id as event_id,
            mql_id as lead_id,
            'lead_form_submit' as event_type,
            cast(first_contact_date as timestamp) as occurred_at,
            landing_page_id as asset
        from olist_leads
        order by event_id
    """,
    "opportunities": """
        select
            olist_deals.mql_id as opportunity_id,
            olist_deals.mql_id as lead_id,
            cast(olist_leads.first_contact_date as timestamp) as created_at,
            'won' as stage,
            true as is_won,
            true as is_closed,
            cast(olist_deals.won_date as timestamp) as closed_at,
            olist_deals.sr_id as owner_id
        from olist_deals
        left join olist_leads on olist_deals.mql_id = olist_leads.mql_id
        order by opportunity_id
    """,
}


class PrepareError(Exception):
    """Something stops the mapping; the message says what was expected and what was found."""


def read(connection: duckdb.DuckDBPyConnection, folder: Path, name: str, table: str) -> None:
    """Reads one file into a table, all columns as text, blank as null.

    Raises PrepareError where the file or a column is missing, or the file is no CSV.
    """
    path = folder / name
    if not path.is_file():
        raise PrepareError(f"{name} is missing: expected {path}. It is part of the data set 'Marketing Funnel by Olist' on Kaggle.")
    try:
        connection.execute(f"create table {table} as select * from read_csv({quoted(path)}, all_varchar = true, header = true)")
    except duckdb.Error as error:
        raise PrepareError(f"{path}: no CSV file that can be read ({str(error).splitlines()[0]}).") from error
    found = [row[0] for row in connection.execute(f"describe {table}").fetchall()]
    missing = [column for column in NEEDED[name] if column not in found]
    if missing:
        raise PrepareError(f"{path}: the column {', '.join(missing)} is missing. Found: {', '.join(found)}.")


def quoted(path: Path) -> str:
    """A path as an SQL text."""
    return "'" + str(path).replace("'", "''") + "'"


def prepare(source: Path, out: Path) -> dict[str, int]:
    """Writes the raw tables to `out`; the rows of each.

    Raises PrepareError where the source is incomplete or holds a value that does not cast, or where `out` holds other files.
    """
    if not source.is_dir():
        raise PrepareError(f"--from {source}: no such folder. Expected a folder with {' and '.join(NEEDED)}.")
    strangers = sorted(path.name for path in out.glob("*") if path.name not in {f"{table}.parquet" for table in TABLES})
    if strangers:
        raise PrepareError(f"--out {out}: holds other files ({', '.join(strangers)}), which a build would read too. Give an empty folder.")
    rows = {}
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        read(connection, source, LEADS, "olist_leads")
        read(connection, source, DEALS, "olist_deals")
        for table, query in TABLES.items():
            try:
                connection.execute(f"create table {table} as {query}")
            except duckdb.ConversionException as error:
                raise PrepareError(f"{table}: {str(error).splitlines()[0]}. Expected the files as published.") from error
        out.mkdir(parents=True, exist_ok=True)
        for table in TABLES:
            connection.execute(f"copy {table} to {quoted(out / f'{table}.parquet')} (format parquet)")
            rows[table] = connection.execute(f"select count(*) from {table}").fetchone()[0]
    return rows


def main(arguments: list[str] | None = None) -> int:
    """The command line; 1 where the mapping stops, with one line that says why."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--from", dest="source", type=Path, required=True, help=f"folder with {LEADS} and {DEALS}")
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
