"""On random raw data and random definitions the marts equal, row by row, what the brute-force evaluator makes of the same files.

Many small groups of leads, each with ids of its own, share one build, so that a run covers hundreds of cases.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.evaluator.cases import EVERYTHING, Shown, coverage, write_case
from tests.support.against_evaluator import build, differences
from tests.support.project import Project, copy_project

# every case that ever differed
CASES = [
    {"rng": 1},
    {"rng": 2, "dirty": False},
    {"rng": 3, "leads": 60, "definitions": 8},
    {"rng": 100, "groups": 150, "leads": 2, "definitions": 6, "bots": True, "kind": "csv"},
    {"rng": 101, "groups": 200, "leads": 2, "definitions": 6, "bots": True},
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return copy_project(tmp_path_factory.mktemp("random") / "project")


@pytest.fixture(scope="module")
def seen() -> list[Shown]:
    """What the evaluator made of the cases that were built so far."""
    return []


def by_group(shown: Shown) -> Iterator[Shown]:
    """The groups of leads of a batch, each as a case of its own; a batch of one group is itself."""
    groups: dict[str, dict[str, list]] = {}
    for name, rows in shown.tables.items():
        for row in rows:
            found = re.match(r"G\d+(?=\D)", str(row.get("lead_id") or row.get("opportunity_id") or ""))
            if found:
                groups.setdefault(found.group(), {table: [] for table in shown.tables})[name].append(row)
    accounting = shown.tables["audit_row_accounting"]
    for tables in groups.values():
        yield Shown({**tables, "audit_row_accounting": []}, shown.definitions)
    yield Shown(
        {name: [] if groups else rows for name, rows in shown.tables.items()} | {"audit_row_accounting": accounting}, shown.definitions
    )


@pytest.mark.parametrize("options", CASES, ids=str)
def test_the_marts_equal_the_evaluator(project: Project, seen: list[Shown], tmp_path: Path, options: dict[str, object]) -> None:
    case = write_case(tmp_path, **options)
    build(project, case)
    shown = case.show()
    seen += by_group(shown)
    assert differences(project, shown) == []


# the same cases whenever CI runs, others on every desk
@settings(
    max_examples=2,
    deadline=None,
    database=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=list(HealthCheck),
    print_blob=not os.environ.get("CI"),
)
@given(seed=st.integers(10_000, 2**32), groups=st.integers(1, 40), dirty=st.booleans(), kind=st.sampled_from(["csv", "parquet"]))
def test_the_marts_equal_the_evaluator_on_whatever_comes(
    project: Project, seen: list[Shown], tmp_path_factory: pytest.TempPathFactory, seed: int, groups: int, dirty: bool, kind: str
) -> None:
    case = write_case(tmp_path_factory.mktemp("case"), seed, groups=groups, leads=3, definitions=3, dirty=dirty, kind=kind)
    build(project, case)
    shown = case.show()
    seen += by_group(shown)
    assert differences(project, shown) == []


def test_every_branch_was_seen(seen: list[Shown], capsys: pytest.CaptureFixture[str]) -> None:
    counts = coverage(seen)
    with capsys.disabled():
        print(f"\n{len(seen)} random cases; of these:")
        print("\n".join(f"  {counts[branch]:>5}  {branch}" for branch in EVERYTHING))
    assert [branch for branch in EVERYTHING if counts[branch] == 0] == []
