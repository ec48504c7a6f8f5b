"""The database that a build made, opened for reading."""

import os
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import duckdb

Row = tuple[object, ...]


def database_path() -> Path:
    """The DuckDB file of the project: MQL_DUCKDB_PATH, else mql.duckdb in the project's root."""
    return Path(os.environ.get("MQL_DUCKDB_PATH", "") or Path(__file__).resolve().parent.parent / "mql.duckdb")


def suppression_path() -> Path:
    """The list of people who were forgotten: MQL_SUPPRESSION_PATH, else beside the DuckDB file. As macros/portability/suppression.sql."""
    return Path(os.environ.get("MQL_SUPPRESSION_PATH", "") or database_path().with_name("suppressed_leads.csv")).absolute()


def open_database() -> duckdb.DuckDBPyConnection:
    """Opens the database read-only; leaves with one line where there is none, or where it cannot be read."""
    path = database_path()
    if not path.exists():
        sys.exit(f"{path}: no such database. `make build` makes it; MQL_DUCKDB_PATH names another.")
    try:
        return duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        sys.exit(f"{path}: cannot be opened: {error}")


def query(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
    """The rows of a query; leaves with one line where a table it reads was never built."""
    try:
        return connection.execute(sql, list(parameters)).fetchall()
    except duckdb.CatalogException as error:
        sys.exit(f"{database_path()}: {str(error).splitlines()[0]}. Was the last build finished? Run `make build` again.")


def one_line(value: object) -> str:
    """A value as text that stays on its line and steers no terminal: line ends are blanks, other control signs question marks."""
    return "".join(" " if sign in "\t\r\n" else "?" if unicodedata.category(sign) == "Cc" else sign for sign in str(value))


def table(header: Sequence[str], rows: Sequence[Row], indent: str = "  ") -> str:
    """Rows as aligned text: numbers to the right, everything else to the left."""
    cells = [["" if value is None else f"{value:,}" if isinstance(value, int) else one_line(value) for value in row] for row in rows]
    widths = [max(len(text) for text in column) for column in zip(header, *cells, strict=True)]
    numeric = [
        bool(rows) and all(value is None or isinstance(value, int | float) for value in column) for column in zip(*rows, strict=True)
    ]
    numeric = numeric or [False] * len(header)

    def line(texts: Sequence[str]) -> str:
        padded = [text.rjust(width) if right else text.ljust(width) for text, width, right in zip(texts, widths, numeric, strict=True)]
        return (indent + "  ".join(padded)).rstrip()

    return "\n".join([line(header), *(line(row) for row in cells)])


def percent(part: object, whole: object) -> str:
    """A share as text; nothing where there is nothing to share."""
    return f"{100 * float(str(part)) / float(str(whole)):.1f} %" if whole else "-"
