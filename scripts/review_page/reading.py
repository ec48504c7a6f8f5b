"""What the pages read: rows of marts by name of column, the definition and the quarter that were asked for."""

import re
import sys
from dataclasses import dataclass
from datetime import date, datetime

from compare import DEFINITIONS, Definition, chosen
from database import database_path, query
from duckdb import DuckDBPyConnection

from review_page.figures import quarter_name

Record = dict[str, object]

AS_OF = "select max(as_of) from (select make_timestamp(max(at_epoch) * 1000000) as as_of from main_intermediate.int_looks)"

QUARTERS = "select distinct period_start_on from fct_funnel_periods where period_grain = 'quarter' order by 1"


@dataclass(frozen=True)
class Review:
    """A definition's version and the quarter under review, over an open database."""

    connection: DuckDBPyConnection
    definition: Definition
    starts_on: date
    as_of: datetime

    @property
    def quarter(self) -> str:
        """The quarter as a person names it."""
        return quarter_name(self.starts_on)

    @property
    def ends_before(self) -> date:
        """The first day of the quarter after."""
        return following(self.starts_on)

    def records(self, sql: str) -> list[Record]:
        """Rows of a query in which $definition, $version, $starts_on and $ends_before stand for what is under review."""
        values = {
            "$definition": self.definition.definition_id,
            "$version": self.definition.version,
            "$starts_on": self.starts_on,
            "$ends_before": self.ends_before,
        }
        order = [name for name in values if name in sql]
        for place, name in enumerate(order, 1):
            sql = re.sub(rf"{re.escape(name)}\b", f"${place}", sql)
        return records(self.connection, sql, [values[name] for name in order])

    def of_definition(self, table: str, rest: str = "") -> list[Record]:
        """A mart's rows of the definition under review."""
        return self.records(f"select * from {table} where definition_id = $definition and version = $version {rest}")

    def has(self, table: str) -> bool:
        """Whether the build made this table."""
        found = "select 1 from information_schema.tables where table_name = $1"
        return bool(query(self.connection, found, [table]))


def records(connection: DuckDBPyConnection, sql: str, parameters: list[object] | None = None) -> list[Record]:
    """Rows by name of column; leaves with one line where a table was never built."""
    rows = query(connection, sql, parameters or [])
    names = [column[0] for column in connection.description or []]
    return [dict(zip(names, row, strict=True)) for row in rows]


def following(quarter: date) -> date:
    """The first day of the next quarter."""
    return date(quarter.year + quarter.month // 10, (quarter.month + 2) % 12 + 1, 1)


def preceding(quarter: date) -> date:
    """The first day of the quarter before."""
    return date(quarter.year - (quarter.month < 4), (quarter.month + 8) % 12 + 1, 1)


def asked_definition(connection: DuckDBPyConnection, text: str) -> Definition:
    """The definition of that name, by default the one on duty; leaves with the names there are where there is none."""
    built = query(connection, DEFINITIONS)
    if text.strip():
        return chosen(text.strip(), built)
    on_duty = query(connection, "select definition_id, version from dim_definitions where is_active")
    if not on_duty:
        sys.exit("No definition of this build is on duty. Which one? D=<definition_id>; `make summary` lists them.")
    return Definition(str(on_duty[0][0]), int(str(on_duty[0][1])))


def asked_review(connection: DuckDBPyConnection, definition_text: str, quarter_text: str) -> Review:
    """The review asked for: by default the last quarter that was over at as_of. Leaves with what there is where it is not built."""
    definition = asked_definition(connection, definition_text)
    as_of = query(connection, AS_OF)[0][0]
    if not isinstance(as_of, datetime):
        sys.exit(f"{database_path()}: this build has no leads, so there is nothing to review.")
    built = [start for (start,) in query(connection, QUARTERS) if isinstance(start, date)]
    named = ", ".join(quarter_name(start) for start in built) or "none"
    text = quarter_text.strip().upper()
    if text and not re.fullmatch(r"\d{4}-Q[1-4]", text):
        sys.exit(f"Quarter '{quarter_text}' is none; expected one such as 2026-Q1. This build has: {named}.")
    this_quarter = date(as_of.year, (as_of.month - 1) // 3 * 3 + 1, 1)
    wanted = date(int(text[:4]), 3 * int(text[-1]) - 2, 1) if text else preceding(this_quarter)
    if wanted not in built:
        sys.exit(f"Quarter {quarter_name(wanted)} is not in this build. It has: {named}.")
    return Review(connection, definition, wanted, as_of)


def file_stem(definition: Definition, asked: str) -> str:
    """The definition as part of a file's name; its version too where one was asked for."""
    stem = re.sub(r"[^\w-]+", "_", definition.definition_id)
    return f"{stem}-v{definition.version}" if ":" in asked else stem
