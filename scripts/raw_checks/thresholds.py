"""What is expected of each figure: expectations.csv, where the more particular row wins."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from raw_checks.macros import Stop
from raw_checks.measures import CHECKS, Measure

FILE = Path(__file__).with_name("expectations.csv")
HEADER = ["check", "table_name", "column_name", "at_least", "at_most", "severity", "note"]
SEVERITIES = ["stop", "warn", "note"]


@dataclass(frozen=True)
class Expectation:
    """A row of the file."""

    check: str
    table: str
    column: str
    at_least: float | None
    at_most: float | None
    severity: str
    note: str

    def speaks_of(self, measure: Measure) -> bool:
        """Whether a figure is one that the row is about."""
        return self.check == measure.check and self.table in ("*", measure.table) and self.column in ("*", measure.column)

    @property
    def detail(self) -> tuple[bool, bool]:
        """How particular the row is."""
        return self.table != "*", self.column != "*"

    def holds(self, value: float) -> bool:
        """Whether a figure is within the bounds."""
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    @property
    def words(self) -> str:
        """The bounds as a person says them."""
        shown = CHECKS[self.check].shown
        low = f"at least {shown(self.at_least)}" if self.at_least is not None else ""
        high = ("none" if self.at_most == 0 else f"at most {shown(self.at_most)}") if self.at_most is not None else ""
        return " and ".join(bound for bound in (low, high) if bound)


@dataclass(frozen=True)
class Finding:
    """A figure that is not as expected."""

    measure: Measure
    expectation: Expectation

    @property
    def words(self) -> str:
        """One line: what, how much, where, what was expected, what to do."""
        measure = self.measure
        return f"{measure.subject}: {measure.words}; expected {self.expectation.words}. {measure.to_do}".rstrip()


def read_expectations(tables: Mapping[str, Mapping[str, Any]], file: Path = FILE) -> list[Expectation]:
    """The rows of the file; stops with row and value where one of them says nothing of the contract's tables."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    found = []
    for number, row in enumerate(rows, 2):
        if list(row) != HEADER or None in row.values():
            raise Stop(f"{file}, row {number}: expected the columns {', '.join(HEADER)}, found {', '.join(map(str, row))}.")
        columns = tables.get(row["table_name"], {"columns": {}})["columns"]
        known = {"check": CHECKS, "severity": SEVERITIES, "table_name": ["*", *tables], "column_name": ["*", *columns]}
        for column, values in known.items():
            if row[column] not in values:
                raise Stop(f"{file}, row {number}: {column} is {row[column]!r}, expected one of {', '.join(values)}.")
        try:
            low, high = (float(row[name]) if row[name].strip() else None for name in ("at_least", "at_most"))
        except ValueError as error:
            raise Stop(f"{file}, row {number}: at_least and at_most are numbers or blank: {error}.") from error
        found.append(Expectation(row["check"], row["table_name"], row["column_name"], low, high, row["severity"], row["note"]))
    return found


def expected_of(measure: Measure, expectations: list[Expectation]) -> list[Expectation]:
    """What is expected of a figure: of each severity the most particular row, gravest first; a row without bounds switches it off."""
    chosen = []
    for severity in SEVERITIES:
        rows = [row for row in expectations if row.severity == severity and row.speaks_of(measure)]
        row = max(rows, key=lambda row: row.detail, default=None)
        if row and (row.at_least is not None or row.at_most is not None):
            chosen.append(row)
    return chosen
