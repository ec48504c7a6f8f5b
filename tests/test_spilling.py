"""Joins that do not fit into memory: a build comes to its end, with the same rows.

DuckDB has faults of its own there (see the macro `held`), and how a join is run depends on how many rows meet in it: so a build of
45,000 leads, with all definitions, each of whose joins is told that it does not fit.
"""

import subprocess
import sys
from pathlib import Path

from tests.support.digests import Digest, digest
from tests.support.project import DEMO_AS_OF, ROOT, WITHOUT_TESTS, Project, copy_project

LEADS = "45000"
SETTINGS = "      settings:\n        TimeZone: UTC\n"


def test_a_build_whose_joins_all_spill_has_the_same_rows(tmp_path: Path) -> None:
    """What is published of one build and of the other."""
    raw = tmp_path / "raw"
    make = [sys.executable, ROOT / "scripts" / "make_demo_data.py", "--out", raw, "--leads", LEADS]
    subprocess.run(make, check=True, capture_output=True)
    project = copy_project(tmp_path / "project")
    in_memory = _built(project, raw)
    profile = project.folder / "profiles.yml"
    text = profile.read_text()
    assert SETTINGS in text
    profile.write_text(text.replace(SETTINGS, f"{SETTINGS}        debug_force_external: true\n"))
    project.database.unlink()
    spilled = _built(project, raw)
    assert in_memory["fct_mqls"][0] > 2000
    assert {mart for mart in in_memory if spilled[mart] != in_memory[mart]} == set()


def _built(project: Project, raw: Path) -> Digest:
    project.run("build", *WITHOUT_TESTS, MQL_RAW_PATH=str(raw), MQL_AS_OF=DEMO_AS_OF)
    return digest(project.database)
