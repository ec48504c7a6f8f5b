"""What is timed, each in a process of its own: dbt on a copy of the project, and SQL statements in DuckDB."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from benchmarking.data import Raw
from benchmarking.machine import Stop, run

ROOT = Path(__file__).resolve().parents[2]
DBT = str(Path(sys.executable).with_name("dbt"))
FILES = ["dbt_project.yml", "profiles.yml"]
FOLDERS = ["models", "macros", "seeds", "snapshots", "analyses", "tests/data", "scripts/benchmarking"]
BUILD = ["build", "--exclude-resource-type", "test", "unit_test"]
LAYERS = [
    "seeds",
    "staging",
    "work",
    "people",
    "signals",
    "scoring",
    "qualification",
    "outcomes",
    "core",
    "funnel",
    "service_levels",
    "review",
    "audit",
    "snapshots",
    "hooks",
    "other",
]
LAYER_OF_TYPE = {"seed": "seeds", "snapshot": "snapshots", "operation": "hooks"}

Figures = dict[str, Any]


@dataclass(frozen=True)
class Settings:
    """What the machine may give: threads of dbt and of DuckDB, DuckDB's memory; blank is the project's default."""

    dbt_threads: int | None = None
    threads: int | None = None
    memory_limit: str | None = None

    @property
    def duckdb(self) -> dict[str, str]:
        """Those that DuckDB is told."""
        given = {"threads": self.threads, "memory_limit": self.memory_limit}
        return {name: str(value) for name, value in given.items() if value is not None}


@dataclass(frozen=True)
class Definitions:
    """Which definitions a build computes: some of the project's, or all those of a folder."""

    name: str
    ids: tuple[str, ...] = ()
    folder: Path | None = None


FRAMEWORK = Definitions("framework", ("framework",))
SHIPPED = Definitions("all shipped")


def default_of(setting: str) -> str:
    """What a setting of the profile is where the environment says nothing: the last text in its `env_var`."""
    return re.findall(r"'([^']*)'", setting)[-1]


class Runs:
    """Timed runs in a folder of their own: one database that each fresh build replaces, and a copy of the project as it is now, so
    that somebody may go on working on it.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder, self.settings = folder, settings
        self.project, self.database = folder / "project", folder / "database" / "mql.duckdb"
        shutil.rmtree(folder, ignore_errors=True)
        for name in FOLDERS:
            shutil.copytree(ROOT / name, self.project / name)
        for name in FILES:
            shutil.copy2(ROOT / name, self.project / name)
        self.target = self._told_target()
        self._parsed: object = None

    def _told_target(self) -> Figures:
        """What the copy's profile says of DuckDB, once it says what the benchmark was told."""
        file = self.project / "profiles.yml"
        profile = yaml.safe_load(file.read_text())
        target: Figures = profile["mql"]["outputs"]["duckdb"]
        options = target["config_options"]
        # the profile reads it from the environment, which says nothing here
        options.update({"memory_limit": default_of(options["memory_limit"]), **self.settings.duckdb})
        file.write_text(yaml.safe_dump(profile, sort_keys=False))
        return target

    def _environment(self, definitions: Definitions, raw: Raw, as_of: str) -> dict[str, str]:
        # Python keeps what it compiled, as on any machine that has run dbt before
        left_out = ("MQL_", "DBT_", "PYTHONDONTWRITEBYTECODE")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
        given = {"MQL_DUCKDB_PATH": str(self.database), "MQL_RAW_PATH": str(raw.folder.absolute()), "MQL_AS_OF": as_of}
        if definitions.folder:
            given["MQL_DEFINITIONS_PATH"] = str(definitions.folder.absolute())
        if self.settings.dbt_threads:
            given["MQL_THREADS"] = str(self.settings.dbt_threads)
        return {**kept, **given}

    def forget_database(self) -> None:
        """The next build begins with nothing."""
        shutil.rmtree(self.database.parent, ignore_errors=True)
        self.database.parent.mkdir(parents=True)

    def dbt(self, name: str, definitions: Definitions, raw: Raw, as_of: str, *more: str, fresh: bool = True) -> Figures:
        """A build without tests, the project parsed before as it is every day: what it took, and when each node ran."""
        environment = self._environment(definitions, raw, as_of)
        target = self.folder / "target"
        where = ["--target-path", str(target), "--log-path", str(self.folder / "logs")]
        about = [*where, *(["--vars", json.dumps({"definitions": list(definitions.ids)})] if definitions.ids else [])]
        command = [DBT, "--quiet", "--no-use-colors"]
        log = self.folder / "logs" / f"{name}.txt"
        # a parse of other variables or another environment reads much of the project again
        if self._parsed != (definitions, raw, as_of):
            run([*command, "parse", *about], log, self.project, environment)
            self._parsed = (definitions, raw, as_of)
        if fresh:
            self.forget_database()
        usage = run([*command, *BUILD, *about, *more], log, self.project, environment)
        nodes = _nodes(json.loads((target / "run_results.json").read_text()), json.loads((target / "manifest.json").read_text()))
        return {**asdict(usage), "database_bytes": self.database.stat().st_size, "nodes": nodes}

    def in_duckdb(self, name: str, statements: Sequence[tuple[str, str]]) -> Figures:
        """Statements in a fresh DuckDB file with the settings of the project: what they took, all and each."""
        self.forget_database()
        job, took = self.folder / f"{name}.json", self.folder / f"{name}-took.json"
        # those that dbt has to render are of no matter for a query's speed
        settings = {name: str(value) for name, value in self.target["settings"].items() if "{{" not in str(value)}
        about = {"database": str(self.database), "config": self.target["config_options"], "settings": settings}
        job.write_text(json.dumps({**about, "statements": statements, "took": str(took)}))
        command = [sys.executable, str(self.project / "scripts" / "benchmarking" / "statements.py"), str(job)]
        usage = run(command, self.folder / "logs" / f"{name}.txt", self.folder, os.environ)
        return {**asdict(usage), "database_bytes": self.database.stat().st_size, "statements": json.loads(took.read_text())}


def _nodes(results: Mapping[str, Any], manifest: Mapping[str, Any]) -> list[Figures]:
    """Every node that ran: its name, its layer, and when it began and ended, in seconds since the first."""
    found = []
    for result in results["results"]:
        times = [datetime.fromisoformat(one[key]) for one in result["timing"] for key in ("started_at", "completed_at")]
        node = manifest["nodes"].get(result["unique_id"])
        if node and times:
            found.append((node["name"], layer(node), min(times).timestamp(), max(times).timestamp()))
    first = min((begin for _, _, begin, _ in found), default=0.0)
    return [{"name": name, "layer": where, "begin": begin - first, "end": end - first} for name, where, begin, end in found]


def layer(node: Mapping[str, Any]) -> str:
    """The layer of a node: its folder; `review` is one, of the intermediate models and of the marts."""
    if node["resource_type"] in LAYER_OF_TYPE:
        return LAYER_OF_TYPE[node["resource_type"]]
    folders = node["fqn"][1:-1]
    return next((name for name in LAYERS if name in folders), "other")


def commit() -> str:
    """The commit that is measured, and whether anything was changed since; blank where there is none."""
    said = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False)
    return said.stdout.strip()


def check_tools() -> None:
    """Raises Stop where dbt is not installed beside this Python."""
    if not Path(DBT).exists():
        raise Stop(f"{DBT}: no such file. `make bench` installs what it needs; or run the Python of the project's .venv.")
