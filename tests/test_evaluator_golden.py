"""The independent evaluator against the golden cases, row by row."""

import csv
import datetime as dt
import functools
import importlib.util
import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.evaluator.evaluator import evaluate

REFERENCE = Path(__file__).parent.parent / "seeds" / "reference"
GOLDEN = os.environ.get("MQL_GOLDEN_PATH")

KEYS = {
    "fct_mqls": ("lead_id", "definition_id", "version", "cycle_number"),
    "fct_lead_scores": ("lead_id", "definition_id", "version"),
    "fct_mql_status_history": ("lead_id", "definition_id", "version", "valid_from"),
    "rpt_false_negatives": ("opportunity_id", "definition_id", "version"),
    "rpt_review_queue": ("lead_id", "definition_id", "version", "trigger_id"),
    "fct_funnel_conversions": ("definition_id", "version", "cohort_month", "step"),
}
ELAPSED_ONLY = ("response_minutes", "sla_due_at", "is_within_sla")
RULES = ("failed_rules", "lacking")

pytestmark = pytest.mark.skipif(not GOLDEN, reason="MQL_GOLDEN_PATH is not set: no golden cases to compare with")


@functools.cache
def evaluated(case):
    """The tables of a golden case, with its reference rows laid over a copy of the project's."""
    spec = importlib.util.spec_from_file_location("overlay", Path(GOLDEN) / "overlay.py")
    overlay = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(overlay)
    folder = Path(GOLDEN) / case
    as_of = json.loads((folder / "case.json").read_text())["as_of"]
    with tempfile.TemporaryDirectory() as scratch:
        reference = shutil.copytree(REFERENCE, Path(scratch) / "reference")
        overlay.overlay(str(folder), str(reference))
        return evaluate(folder / "raw", folder / "definitions", reference, as_of)


def as_text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return str(value)


def as_number(text):
    try:
        return float(text)
    except ValueError:
        return None


def agree(column, ours, golden):
    """Times to the second, numbers within 1e-4, rules by the ids that are named, everything else as text."""
    if column in RULES:
        return {part.split(":")[0] for part in ours.split("; ")} == {part.split(":")[0] for part in golden.split("; ")}
    if ours == golden:
        return True
    numbers = as_number(ours), as_number(golden)
    return None not in numbers and abs(numbers[0] - numbers[1]) <= 1e-4


def by_key(rows, key):
    found = {tuple(row[column] for column in key): row for row in rows}
    assert len(found) == len(rows), f"{key} is not unique"
    return found


def columns_to_compare(case, table, row):
    """The golden columns of a row; the service level only where its trigger is on the elapsed clock."""
    if table != "fct_mqls":
        return row.keys()
    key = tuple(row[column] for column in ("definition_id", "version", "trigger_id"))
    return row.keys() if key in triggers_on_elapsed_clock(case) else row.keys() - set(ELAPSED_ONLY)


@functools.cache
def triggers_on_elapsed_clock(case):
    with (Path(GOLDEN) / case / "definitions" / "triggers.csv").open(newline="") as file:
        return {(row["definition_id"], row["version"], row["trigger_id"]) for row in csv.DictReader(file) if row["sla_clock"] == "elapsed"}


@pytest.mark.parametrize("table", KEYS)
@pytest.mark.parametrize("case", ["small", "medium"])
def test_evaluator_agrees_with_the_golden_rows(case, table):
    with (Path(GOLDEN) / case / "expected" / f"{table}.csv").open(newline="") as file:
        golden = by_key(list(csv.DictReader(file)), KEYS[table])
    rows = [{column: as_text(value) for column, value in row.items()} for row in evaluated(case)[table] if row.get("cut", "all") == "all"]
    ours = by_key(rows, KEYS[table])
    assert sorted(golden.keys() - ours.keys()) == [], "rows that are missing"
    assert sorted(ours.keys() - golden.keys()) == [], "rows that should not be there"
    differences = [
        (key, column, row[column], ours[key][column])
        for key, row in golden.items()
        for column in columns_to_compare(case, table, row)
        if not agree(column, ours[key][column], row[column])
    ]
    assert differences == [], "(key, column, golden, ours)"
