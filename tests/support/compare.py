"""Compares the rows of a build with rows that must come out: timestamps to the second, scores within 1e-4."""

import csv
import math
import re
from datetime import date, datetime
from pathlib import Path

import duckdb

KEYS = {
    "fct_mqls": ["lead_id", "definition_id", "version", "cycle_number"],
    "fct_lead_scores": ["lead_id", "definition_id", "version"],
    "fct_mql_status_history": ["lead_id", "definition_id", "version", "valid_from"],
    "rpt_false_negatives": ["opportunity_id", "definition_id", "version"],
    "rpt_review_queue": ["lead_id", "definition_id", "version"],
    "fct_funnel_conversions": ["definition_id", "version", "cohort_month", "step"],
}
# words for people: compared by the rules or conditions they name
WORDED = {"failed_rules", "lacking"}


def plain(value: object) -> object:
    """A value as the expected CSV files write it."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return float(value)
    text = str(value)
    try:
        return float(text)
    except ValueError:
        return text


def named(text: object) -> list[str]:
    """The ids that a list of failures or lacks names, e.g. `r1: missing: industry; r2: ...` names r1 and r2."""
    return sorted(re.split(r"[: ]", item.strip(), maxsplit=1)[0] for item in str(text or "").split("; ") if item.strip())


def differs(column: str, expected: object, found: object) -> bool:
    """Whether two values of a column are not the same for a reader of the spec."""
    if column in WORDED:
        return named(expected) != named(found)
    expected, found = plain(expected), plain(found)
    if isinstance(expected, float) and isinstance(found, float):
        return not math.isclose(expected, found, rel_tol=1e-9, abs_tol=1e-4)
    return expected != found


def rows_of(connection: duckdb.DuckDBPyConnection, query: str, parameters: list[object] | None = None) -> list[dict[str, object]]:
    """The rows of a query as dicts."""
    cursor = connection.execute(query, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def compare(expected: list[dict[str, object]], found: list[dict[str, object]], key: list[str]) -> list[str]:
    """What differs, one line a difference: rows that are missing, rows that should not be there, values that are wrong."""
    wanted = {tuple(plain(row[column]) for column in key): row for row in expected}
    have = {tuple(plain(row[column]) for column in key): row for row in found}
    lines = [f"duplicate keys: {len(found) - len(have)}"] if len(have) != len(found) else []
    lines += [f"missing {row_key}: {wanted[row_key]}" for row_key in wanted.keys() - have.keys()]
    lines += [f"unexpected {row_key}: {have[row_key]}" for row_key in have.keys() - wanted.keys()]
    for row_key in wanted.keys() & have.keys():
        for column, value in wanted[row_key].items():
            if differs(column, value, have[row_key][column]):
                lines.append(f"{row_key} {column}: expected {value!r}, found {have[row_key][column]!r}")
    return lines


def expected_rows(path: Path) -> list[dict[str, object]]:
    """The rows of an expected CSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
