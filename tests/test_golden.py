"""The marts of each worked case equal the rows that must come out, row by row."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.compare import KEYS, compare, expected_rows, rows_of
from tests.support.project import WITHOUT_TESTS, Project, copy_project

CASES = ["small", "medium", "large"]
# given for triggers on the elapsed clock only
CLOCK_COLUMNS = {"response_minutes", "sla_due_at", "is_within_sla"}


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest, golden: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Project]:
    """A worked case and a build of it."""
    folder = golden / request.param
    project = copy_project(tmp_path_factory.mktemp(request.param) / "project")
    subprocess.run([sys.executable, str(golden / "overlay.py"), str(folder), str(project.folder / "seeds/reference")], check=True)
    project.run(
        "build",
        *WITHOUT_TESTS,
        "--select",
        *(f"+{mart}" for mart in KEYS),
        MQL_RAW_PATH=str(folder / "raw"),
        MQL_DEFINITIONS_PATH=str(folder / "definitions"),
        MQL_AS_OF=json.loads((folder / "case.json").read_text())["as_of"],
    )
    return folder, project


@pytest.mark.parametrize("table", KEYS)
def test_a_worked_case_comes_out_row_by_row(case: tuple[Path, Project], table: str) -> None:
    folder, project = case
    expected = expected_rows(folder / "expected" / f"{table}.csv")
    with project.connect() as connection:
        found = rows_of(connection, f"select * from {table}" + (" where cut = 'all'" if table == "fct_funnel_conversions" else ""))
    if table == "fct_mqls":
        on_business_clock = {row["mql_id"] for row in found if row["sla_clock"] == "business"}
        by_key = {tuple(str(row[column]) for column in KEYS[table]): row["mql_id"] for row in found}
        for row in expected:
            if by_key.get(tuple(str(row[column]) for column in KEYS[table])) in on_business_clock:
                for column in CLOCK_COLUMNS:
                    row.pop(column)
    assert compare(expected, found, KEYS[table]) == []
