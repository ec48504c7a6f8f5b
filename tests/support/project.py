"""Builds of the project in a copy of its own, so that no two tests meet in one folder."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
WITHOUT_UNIT_TESTS = ["--exclude-resource-type", "unit_test"]
WITHOUT_TESTS = ["--exclude-resource-type", "test", "unit_test"]
DEMO_AS_OF = "2026-06-30 23:59:59"
_LEFT_OUT = shutil.ignore_patterns(
    ".git",
    ".venv",
    ".uv",
    "target",
    "logs",
    "demo",
    "exports",
    ".definitions",
    "*.duckdb",
    "*.duckdb.*",
    "mql.spark",
    ".*.building",
    ".*.failed",
    "__pycache__",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
)


@contextmanager
def only_these(variables: dict[str, str]) -> Iterator[None]:
    """The environment with a clean set of MQL_ variables."""
    before = dict(os.environ)
    for name in before:
        if name.startswith(("MQL_", "DBT_")):
            del os.environ[name]
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@dataclass
class Project:
    """A copy of the project, with a database of its own."""

    folder: Path
    _manifest: Any = field(default=None, repr=False)
    # what dbt made of the files of the first copy
    _parsed: ClassVar[bytes] = b""

    @property
    def database(self) -> Path:
        """The DuckDB file that its builds make."""
        return self.folder / "built.duckdb"

    def dbt(self, *arguments: str, check: bool = True, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs dbt in the copy with a clean set of MQL_ variables; with `check`, a failure shows what dbt printed."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MQL_", "DBT_"))}
        run = subprocess.run(
            [str(BIN / "dbt"), "--no-use-colors", *arguments],
            cwd=self.folder,
            env={**kept, "MQL_DUCKDB_PATH": self.database.name, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if check and run.returncode != 0:
            raise AssertionError(f"dbt {' '.join(arguments)} failed:\n{run.stdout[-6000:]}\n{run.stderr[-2000:]}")
        return run

    def run(self, *arguments: str, **environment: str) -> None:
        """Runs dbt in this process, for speed: the project is parsed once. Raises AssertionError with what failed."""
        if self._manifest is None:
            self._manifest = self._parse(environment)
        with chdir(self.folder), only_these({"MQL_DUCKDB_PATH": str(self.database), **environment}):
            done = dbtRunner(manifest=self._manifest).invoke(["--quiet", "--no-use-colors", *arguments])
        DuckDBConnectionManager.close_all_connections()
        if not done.success:
            failed = [f"{one.node.name}: {one.message}" for one in getattr(done.result, "results", []) if one.status in ("error", "fail")]
            raise AssertionError(f"dbt {' '.join(arguments)} failed: {done.exception or failed}")

    def _parse(self, environment: dict[str, str]) -> Any:
        """The project as dbt reads it: of the files, those that are not as they were in the first copy."""
        parsed = self.folder / "target" / "partial_parse.msgpack"
        if Project._parsed and not parsed.exists():
            parsed.parent.mkdir(exist_ok=True)
            parsed.write_bytes(Project._parsed)
        # a database in another folder is another profile, with which dbt reads every file again
        database = Path(environment.get("MQL_DUCKDB_PATH", self.database)).name
        with chdir(self.folder), only_these({**environment, "MQL_DUCKDB_PATH": database}):
            manifest = dbtRunner().invoke(["--quiet", "parse"]).result
        Project._parsed = Project._parsed or parsed.read_bytes()
        return manifest

    def read_again(self) -> None:
        """Lets the next `run` parse the project's files again, after one of them changed."""
        self._manifest = None

    def connect(self) -> duckdb.DuckDBPyConnection:
        """The built database, for reading."""
        return duckdb.connect(str(self.database), read_only=True)


def copy_project(folder: Path) -> Project:
    """Copies the project, without what is generated, to an empty folder."""
    shutil.copytree(ROOT, folder, ignore=_LEFT_OUT)
    return Project(folder)


def demo_raw() -> Path:
    """The demo data that `make demo` made."""
    return ROOT / "demo" / "raw"


def manifest(project: Project, target: str = "target") -> dict[str, Any]:
    """What dbt knew of the project in its last command with that target folder."""
    return json.loads((project.folder / target / "manifest.json").read_text())
