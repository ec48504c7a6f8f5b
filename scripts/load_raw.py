"""Loads a folder of raw files into PostgreSQL: what DuckDB reads in place, a server must hold.

python scripts/load_raw.py                         # the files of MQL_RAW_PATH, into schema raw
python scripts/load_raw.py exports/crm --schema landing

Each table is replaced whole, all of them in one transaction, so that no build reads half a load. The server is the one that PGHOST,
PGPORT, PGUSER, PGPASSWORD and PGDATABASE name, as for dbt. Where MQL_SUPPRESSION_PATH names the list of people who were forgotten, or
MQL_NOTIFICATION_LOG the log of what was sent, they are loaded beside the raw tables. Who has a loader of their own needs none of this.
"""

import argparse
import csv
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb

TABLES = (
    "leads",
    "events",
    "opportunities",
    "opportunity_contacts",
    "sales_activities",
    "lead_decisions",
    "lead_changes",
    "accounts",
    "channel_costs",
)
# types that both know; everything else is loaded as text, and staging reads it
TYPES = {
    "BOOLEAN": "boolean",
    "TINYINT": "smallint",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "FLOAT": "real",
    "DOUBLE": "double precision",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP_S": "timestamp",
    "TIMESTAMP_MS": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
}
# of a CSV file nothing is guessed but the header, as in the build on DuckDB
CSV = (
    "header = true, delim = ',', quote = '\"', escape = '\"', comment = '', skip = 0, all_varchar = true, "
    "max_line_size = 33554432, buffer_size = 67108864"
)


class LoadError(Exception):
    """What cannot be loaded; the message says what was found and what was expected."""


def files_of(folder: Path, table: str) -> tuple[str, list[str]] | None:
    """The kind and the files of a table: `<table>.parquet`, `<table>.csv` or a folder `<table>/` of such files, if any."""
    for kind in ("parquet", "csv"):
        single = folder / f"{table}.{kind}"
        found = [single] if single.is_file() else sorted((folder / table).glob(f"*.{kind}"))
        if found:
            return kind, [str(file) for file in found]
    return None


def columns_and_rows(files: duckdb.DuckDBPyConnection, kind: str, paths: list[str], written: Path) -> dict[str, str]:
    """Writes the rows of a table's files as one CSV file that COPY reads; returns the type of each column on the server.

    Raises duckdb.Error where a file cannot be read.
    """
    reader = f"read_csv($1, {CSV}, union_by_name = true)" if kind == "csv" else "read_parquet($1, union_by_name = true)"
    described = files.execute(f"describe select * from {reader}", [paths]).fetchall()
    types = {name: TYPES.get(kind_of, "numeric" if kind_of.startswith("DECIMAL") else "text") for name, kind_of, *_ in described}
    # a server's text cannot hold the character of code 0
    selected = [
        f'replace(cast({quoted(name)} as varchar), chr(0), \'\') as {quoted(name)}' if type_there == "text" else quoted(name)
        for name, type_there in types.items()
    ]
    files.execute(f"copy (select {', '.join(selected)} from {reader}) to '{written}' (format csv, header false)", [paths])
    return types


def quoted(name: str) -> str:
    """A name as SQL text."""
    return '"' + name.replace('"', '""') + '"'


def replace_table(server: Any, schema: str, table: str, types: dict[str, str], rows: Path) -> int:
    """Puts rows in the place of those of a table, and returns how many there are; views over it are made again by the next build."""
    relation = f"{quoted(schema)}.{quoted(table)}"
    with server.cursor() as cursor:
        cursor.execute(f"drop table if exists {relation} cascade")
        cursor.execute(f"create table {relation} ({', '.join(f'{quoted(name)} {kind}' for name, kind in types.items())})")
        with rows.open("rb") as file:
            cursor.copy_expert(f"copy {relation} from stdin (format csv)", file)
        loaded = cursor.rowcount
        cursor.execute(f"analyze {relation}")
        return loaded


def load_folder(server: Any, folder: Path, schema: str) -> dict[str, int]:
    """Loads the tables of the raw contract that a folder holds; returns how many rows each has.

    Raises LoadError where the folder holds none of them, duckdb.Error where a file cannot be read.
    """
    found = {table: files for table in TABLES if (files := files_of(folder, table))}
    if not found:
        raise LoadError(f"'{folder}' holds none of {', '.join(TABLES)}: expected <table>.parquet, <table>.csv or a folder <table>/.")
    with duckdb.connect() as files, tempfile.TemporaryDirectory() as scratch, server.cursor() as cursor:
        files.execute("set TimeZone = 'UTC'")
        cursor.execute(f"create schema if not exists {quoted(schema)}")
        # what a folder no longer holds is no longer there
        for table in TABLES:
            if table not in found:
                cursor.execute(f"drop table if exists {quoted(schema)}.{quoted(table)} cascade")
        rows = Path(scratch) / "rows.csv"
        return {
            table: replace_table(server, schema, table, columns_and_rows(files, kind, paths, rows), rows)
            for table, (kind, paths) in found.items()
        }


def load_list(server: Any, path: Path, schema: str, table: str, types: dict[str, str]) -> int:
    """Loads columns of a CSV file that the project's scripts keep; returns how many rows there are.

    Raises LoadError where a column is missing.
    """
    with path.open(newline="", encoding="utf-8") as file, tempfile.TemporaryDirectory() as scratch:
        reader = csv.DictReader(file)
        missing = [name for name in types if name not in (reader.fieldnames or [])]
        if missing:
            raise LoadError(f"{path}: the column {', '.join(missing)} is missing. Found: {', '.join(reader.fieldnames or [])}.")
        # a line that a crash tore off lacks its last values
        lines = [[line[name] for name in types] for line in reader if None not in line.values()]
        if "status" in types:
            lines = [line for line in lines if line[-1].startswith("2")]
        rows = Path(scratch) / "rows.csv"
        with rows.open("w", newline="", encoding="utf-8") as written:
            csv.writer(written, lineterminator="\n").writerows(lines)
        return replace_table(server, schema, table, types, rows)


def main(arguments: list[str] | None = None) -> int:
    """Loads what the command line and the environment name, in one transaction. Exit code 1 and one line where that cannot be done."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path(os.environ.get("MQL_RAW_PATH") or "demo/raw"))
    parser.add_argument("--schema", default="raw", help="where the tables are put: dbt's var raw_schema (default: raw)")
    given = parser.parse_args(arguments)
    try:
        import psycopg2
    except ImportError:
        print("psycopg2 is not installed: uv sync --group postgres (or pip install dbt-postgres).", file=sys.stderr)
        return 1
    server = None
    try:
        if not given.folder.is_dir():
            raise LoadError(f"'{given.folder}' is no folder: expected that of the raw files (MQL_RAW_PATH); `make demo` makes demo/raw.")
        server = psycopg2.connect(
            host=os.environ.get("PGHOST", "127.0.0.1"), user=os.environ.get("PGUSER", "mql"), dbname=os.environ.get("PGDATABASE", "mql")
        )
        loaded = load_folder(server, given.folder, given.schema)
        suppressions, sent = os.environ.get("MQL_SUPPRESSION_PATH"), os.environ.get("MQL_NOTIFICATION_LOG")
        if suppressions:
            kinds = {"request": "integer", "kind": "text", "hash": "text", "identified_at": "timestamp"}
            loaded["suppressed_leads"] = load_list(server, Path(suppressions), given.schema, "suppressed_leads", kinds)
        if sent and Path(sent).exists():
            kinds = {"notification_id": "text", "sent_at": "timestamp", "status": "text"}
            loaded["sent_notifications"] = load_list(server, Path(sent), given.schema, "sent_notifications", kinds)
        server.commit()
    except (LoadError, OSError, duckdb.Error, psycopg2.Error) as error:
        print(str(error).strip(), file=sys.stderr)
        return 1
    finally:
        if server:
            server.close()
    for table, rows in loaded.items():
        print(f"{given.schema}.{table}: {rows:,} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
