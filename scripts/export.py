"""Writes a mart of the last build as a CSV file for a spreadsheet: exports/<mart>.csv, UTF-8, in which no cell is run as a formula.

python scripts/export.py fct_mqls
python scripts/export.py fct_mqls --out elsewhere.csv
"""

import argparse
import csv
import sys
from pathlib import Path

from database import open_database, query
from spreadsheet import inert

MARTS = "select table_name from information_schema.tables where table_schema = 'main' and table_type = 'BASE TABLE' order by table_name"
ROWS_AT_ONCE = 10_000


def main() -> None:
    """Reads the command line and writes the file; leaves with one line where there is no such mart."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mart", help="a table of the main schema, such as fct_mqls")
    parser.add_argument("--out", type=Path, help="where to (default: exports/<mart>.csv)")
    given = parser.parse_args()
    connection = open_database()
    marts = [str(name) for (name,) in query(connection, MARTS)]
    if given.mart.strip() not in marts:
        sys.exit(f"Which mart? make export T=<mart>; '{given.mart}' is none. This build has: {', '.join(marts)}.")
    mart = given.mart.strip()
    out = given.out or Path("exports") / f"{mart}.csv"
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_name(out.name + ".partial")
    cursor = connection.execute(f'select * from main."{mart}" order by all')
    rows = 0
    # a spreadsheet knows UTF-8 by the mark at its beginning
    with partial.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(column[0] for column in cursor.description)
        while batch := cursor.fetchmany(ROWS_AT_ONCE):
            writer.writerows([inert(value) for value in row] for row in batch)
            rows += len(batch)
    partial.replace(out)
    print(f"{out}: {rows:,} rows of {mart}")


if __name__ == "__main__":
    main()
