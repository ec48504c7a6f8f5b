"""kill -9 in the middle of builds: what is published stays whole, and a build after them equals one that nobody touched."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.digests import Digest, digest
from tests.support.project import BIN, ROOT, WITHOUT_TESTS, Project, copy_project
from tests.support.stories import four_leads, three_leads

# every model that keeps something from build to build; what is made anew from these alone is as they are
SELECTED = [
    *WITHOUT_TESTS,
    "--select",
    "+path:models/marts/core",
    "+path:models/marts/audit",
    "+resource_type:snapshot",
    "int_sent_notifications",
]
CHANCE = random.Random(20260630)
BEFORE, NOW = "2026-06-30", "2026-07-02"
DBT = [str(BIN / "dbt"), "--no-use-colors", "build"]

Line = Callable[[int, str], bool]


@dataclass
class Builds:
    """Builds of one database: an old one, the raw rows that came since, and what a build that nobody touched makes of them."""

    project: Project
    raw: Path
    old: Path
    as_of: str = BEFORE
    was: Digest = field(default_factory=dict)
    becomes: Digest = field(default_factory=dict)
    nodes: int = 0

    @property
    def database(self) -> Path:
        """The published file."""
        return self.project.database

    def run(self, kind: str, kill: Line | None = None) -> int:
        """A build, by scripts/build.py ("made") or by dbt itself ("bare"), killed at a line of it. Returns its exit code."""
        made = f"""
import sys
sys.path.insert(0, "scripts")
import build
build.DBT = {DBT!r}
build.CHECK_RAW = build.CHECK_RAW.with_name("none")
build.main(["--", *{SELECTED!r}])
"""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MQL_", "DBT_"))}
        with subprocess.Popen(
            [sys.executable, "-c", made] if kind == "made" else [*DBT, *SELECTED],
            cwd=self.project.folder,
            env={**kept, "MQL_DUCKDB_PATH": str(self.database), "MQL_RAW_PATH": str(self.raw), "MQL_AS_OF": self.as_of},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            said, done = [], 0
            for line in process.stdout or []:
                said.append(line)
                done += " OK " in line
                if kill and " OK " in line and kill(done, line):
                    process.kill()
        self.nodes = max(self.nodes, done)
        assert kill or process.returncode == 0, "".join(said)[-6000:]
        return process.returncode

    def restore(self) -> None:
        """Puts the old build back."""
        for path in self.database.parent.glob(f"{self.database.name}*"):
            path.unlink()
        shutil.copy(self.old, self.database)

    @contextmanager
    def watched(self) -> Iterator[list[Digest]]:
        """What a reader sees who opens the file all the time."""
        stop, seen = self.raw.with_name("stop"), []
        with subprocess.Popen(
            [sys.executable, "-m", "tests.support.digests", str(self.database), str(stop)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as reader:
            assert reader.stdout
            first = reader.stdout.readline()
            try:
                yield seen
            finally:
                stop.touch()
                said, _ = reader.communicate(timeout=60)
        seen += [json.loads(line) for line in [first, *said.splitlines()]]
        assert reader.returncode == 0

    def between(self, low: float, high: float) -> Line:
        """When the n-th node of the build is done, n by chance between two shares of all."""
        at = round(CHANCE.uniform(low, high) * self.nodes)
        return lambda done, _: done == at


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> Builds:
    folder = tmp_path_factory.mktemp("crashes")
    builds = Builds(copy_project(folder / "project"), folder / "raw", folder / "old.duckdb")
    three_leads().write(builds.raw)
    builds.run("made")
    shutil.copy(builds.database, builds.old)
    builds.was = digest(builds.database)
    four_leads().write(builds.raw)
    builds.as_of = NOW
    builds.database.with_name("notifications.csv").write_text("notification_id,sent_at,status\nsome,2026-07-01T10:00:00Z,200\n")
    builds.run("made")
    builds.becomes = digest(builds.database)
    return builds


def test_a_build_goes_on_from_the_one_before_and_reads_what_was_sent_meanwhile(builds: Builds) -> None:
    assert builds.becomes.keys() == builds.was.keys()
    same = {table for table in builds.was if builds.was[table] == builds.becomes[table]}
    assert {"fct_mqls", "rpt_restatements", "fct_mql_status_snapshots", "mql_status_audit"}.isdisjoint(same)
    with builds.project.connect() as connection:
        audited = connection.execute("select distinct as_of::date::text from main_snapshots.build_audit order by 1").fetchall()
        sent = connection.execute("select notification_id from main_intermediate.int_sent_notifications").fetchall()
    assert (audited, sent) == ([(BEFORE,), (NOW,)], [("some",)])


def test_make_build_killed_leaves_the_old_and_readers_see_all_of_one_build(builds: Builds) -> None:
    builds.restore()
    image = builds.old.read_bytes()
    with builds.watched() as seen:
        assert builds.run("made", builds.between(0.3, 0.99)) == -signal.SIGKILL
        assert builds.database.read_bytes() == image
        builds.run("made")
    assert seen == [builds.was, builds.becomes]
    assert digest(builds.database) == builds.becomes


def test_dbt_build_killed_leaves_each_table_old_or_new_and_the_next_one_makes_it_good(builds: Builds) -> None:
    builds.restore()
    for kill in (builds.between(0.4, 0.9), lambda _, line: "OK snapshotted" in line):
        assert builds.run("bare", kill) == -signal.SIGKILL
        for table, says in digest(builds.database).items():
            assert says in (builds.was[table], builds.becomes[table])
    builds.run("bare")
    assert digest(builds.database) == builds.becomes
