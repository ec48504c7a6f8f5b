"""What a database says, table by table, as a few numbers; and a reader that looks again and again while builds run."""

import json
import sys
import time
from pathlib import Path

import duckdb

Digest = dict[str, list[int | str]]
# when something was first said is another moment in each build
TIMES_OF_BUILDS = ["dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to"]


def digest(database: Path) -> Digest:
    """Rows and a hash sum of each mart, and of what the status snapshot says stands."""
    tables = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        marts = connection.execute("select table_name from duckdb_tables() where schema_name = 'main' order by 1").fetchall()
        for (mart,) in marts:
            tables[mart] = _sums(connection, f"select * from {mart}")
        if connection.execute("select 1 from duckdb_tables() where table_name = 'mql_status_audit'").fetchall():
            stands = f"select * exclude ({', '.join(TIMES_OF_BUILDS)}) from main_snapshots.mql_status_audit where dbt_valid_to is null"
            tables["mql_status_audit"] = _sums(connection, stands)
    return tables


def _sums(connection: duckdb.DuckDBPyConnection, query: str) -> list[int | str]:
    rows, sums = connection.execute(f"with rows as ({query}) select count(*), sum(hash(rows)::hugeint) from rows").fetchall()[0]
    return [rows, str(sums)]


def watch(database: Path, stop: Path) -> None:
    """Opens the file again and again, and prints each digest that is not the last one. Looks once more when it is told to stop."""
    last, stopped = None, False
    while not stopped:
        stopped = stop.exists()
        seen = digest(database)
        if seen != last:
            print(json.dumps(seen), flush=True)
        last = seen
        time.sleep(0.2)


if __name__ == "__main__":
    watch(Path(sys.argv[1]), Path(sys.argv[2]))
