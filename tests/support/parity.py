"""The same project on several engines, and where their marts differ: floats within 1e-9 relative, times to the second.

An engine knows how it is started, what dbt must be told to build there, how raw data comes to it and how a relation is read. One more
is a subclass of `Engine`, and a fixture in tests/test_parity.py.
"""

import math
import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.support.project import ROOT, Project, manifest

Row = dict[str, Any]
SHOWN = 5
# when a snapshot was taken differs between two builds; that a row is still the last word does not
OF_THE_BUILD = {"dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to", "built_at"}


@dataclass(frozen=True)
class Relation:
    """A table or view that the project builds: its name there, where it is, and the columns that tell its rows apart, if any do."""

    name: str
    schema: str
    alias: str
    key: tuple[str, ...]


class Engine:
    """A database that the project is built on."""

    name: str

    def __init__(self, project: Project) -> None:
        self.project = project
        self.definitions: str | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What dbt must find in the environment to build here."""
        return {}

    def clear(self) -> None:
        """Throws away what was built before."""

    def load(self, raw: Path) -> None:
        """Brings the files of a folder to where the engine reads raw tables."""

    def rows_of(self, relation: Relation) -> list[Row]:
        """All rows of a relation, by column."""
        raise NotImplementedError

    def build(self, *arguments: str, raw: Path, **environment: str) -> None:
        """Loads raw data and builds on from what is there. Raises AssertionError with what failed."""
        self.load(raw)
        # where the definitions are is read with the project's files
        if environment.get("MQL_DEFINITIONS_PATH") != self.definitions:
            self.definitions = environment.get("MQL_DEFINITIONS_PATH")
            self.project.read_again()
        self.project.run("build", *arguments, MQL_RAW_PATH=str(raw), **environment, **self.environment)


class DuckDB(Engine):
    """The engine that the others are held against."""

    name = "duckdb"

    def clear(self) -> None:
        self.project.database.unlink(missing_ok=True)

    def rows_of(self, relation: Relation) -> list[Row]:
        with self.project.connect() as connection:
            found = connection.execute(f'select * from "{relation.schema}"."{relation.alias}"')
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


class Postgres(Engine):
    """A server that scripts/start_postgres.sh started; `server` is what it said to export."""

    name = "postgres"

    def __init__(self, project: Project, server: dict[str, str]) -> None:
        super().__init__(project)
        self.server = server
        self.forgotten: dict[str, str] = {}

    @property
    def environment(self) -> dict[str, str]:
        return self.server

    @contextmanager
    def cursor(self) -> Iterator[Any]:
        """A cursor on the server, whose transaction is committed at the end."""
        import psycopg2

        server = self.server
        connection = psycopg2.connect(host=server["PGHOST"], port=server["PGPORT"], user=server["PGUSER"], dbname=server["PGDATABASE"])
        try:
            with connection, connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def build(self, *arguments: str, raw: Path, **environment: str) -> None:
        self.forgotten = {name: value for name, value in environment.items() if name == "MQL_SUPPRESSION_PATH"}
        super().build(*arguments, raw=raw, **environment)

    def clear(self) -> None:
        self.forgotten = {}
        with self.cursor() as cursor:
            cursor.execute("select nspname from pg_namespace where nspname !~ '^pg_' and nspname not in ('information_schema', 'public')")
            for (schema,) in cursor.fetchall():
                # one transaction cannot hold the locks of all tables of the project
                cursor.execute(f'drop schema "{schema}" cascade')
                cursor.connection.commit()

    def load(self, raw: Path) -> None:
        run = subprocess.run(
            [sys.executable, "scripts/load_raw.py", str(raw)],
            cwd=self.project.folder,
            env={**os.environ, **self.server, **self.forgotten},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr

    def rows_of(self, relation: Relation) -> list[Row]:
        with self.cursor() as cursor:
            cursor.execute(f'select * from "{relation.schema}"."{relation.alias}"')
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


class Spark(Engine):
    """Spark in this process: its tables in a folder, and what they are called in memory, so that nothing is left of it in the end."""

    name = "spark"

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        conf = project.folder / "spark-conf"
        conf.mkdir(exist_ok=True)
        # a case is small: to compile what is done to it, and to ask twice how, takes longer than to do it
        (conf / "spark-defaults.conf").write_text("spark.sql.codegen.wholeStage false\nspark.sql.adaptive.enabled false\n")

    @property
    def environment(self) -> dict[str, str]:
        return {
            "MQL_TARGET": "spark",
            "MQL_SPARK_MASTER": "local[2]",
            "MQL_SPARK_CATALOG": "in-memory",
            "MQL_SPARK_PATH": str(self.project.folder / "spark"),
            "MQL_SPARK_PARTITIONS": "1",
            "SPARK_CONF_DIR": str(self.project.folder / "spark-conf"),
            "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:+UseSerialGC",
        }

    def session(self) -> Any:
        """The session of this process that the builds made."""
        from pyspark.sql import SparkSession

        return SparkSession.builder.getOrCreate()

    def clear(self) -> None:
        if not (self.project.folder / "spark").is_dir():
            return
        for (schema,) in self.session().sql("show schemas").collect():
            if schema != "default":
                self.session().sql(f"drop schema {schema} cascade")

    def rows_of(self, relation: Relation) -> list[Row]:
        return self.session().table(f"{relation.schema}.{relation.alias}").toArrow().to_pylist()


@contextmanager
def postgres_server() -> Iterator[dict[str, str] | None]:
    """A server of its own while it lasts, as the variables that name it; None where the machine has no PostgreSQL."""
    script = ROOT / "scripts" / "start_postgres.sh"
    # pytest's own folders are closed to the user that the server runs as
    open_to_all = Path(tempfile.mkdtemp(prefix="mql-postgres-"))
    folder = open_to_all / "server"
    try:
        open_to_all.chmod(0o755)
        started = subprocess.run([script, "start", folder, str(free_port())], capture_output=True, text=True, check=False)
        if "apt-get install postgresql" in started.stderr:
            yield None
            return
        assert started.returncode == 0, started.stderr
        exported = [line.removeprefix("export ") for line in started.stdout.splitlines() if line.startswith("export ")]
        try:
            yield dict(pair.split("=", 1) for line in exported for pair in line.split())
        finally:
            subprocess.run([script, "stop", folder], check=True)
    finally:
        shutil.rmtree(open_to_all, ignore_errors=True)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def marts(project: Project, with_history: bool) -> list[Relation]:
    """Every model under marts/ and every snapshot, as dbt last read the project; or those alone that no earlier build shows in."""
    known = manifest(project)
    keys = {
        test["attached_node"]: tuple(test["test_metadata"]["kwargs"]["columns"])
        for test in known["nodes"].values()
        if test["resource_type"] == "test" and (test.get("test_metadata") or {}).get("name") == "is_key"
    }
    of_history = {unique_id for unique_id, node in known["nodes"].items() if node["resource_type"] == "snapshot"}
    reached = list(of_history)
    while reached:
        new = set(known["child_map"][reached.pop()]) - of_history
        of_history |= new
        reached += new
    return [
        Relation(node["name"], node["schema"], node["alias"], keys.get(unique_id, ()))
        for unique_id, node in sorted(known["nodes"].items())
        if (node["resource_type"] == "snapshot" or (node["resource_type"] == "model" and node["fqn"][1] == "marts"))
        and (with_history or unique_id not in of_history)
    ]


def differences(this: Engine, other: Engine, with_history: bool = True) -> list[str]:
    """Where the marts of two engines differ, a few lines a mart that say what each of them has."""
    theirs = {relation.name: relation for relation in marts(other.project, with_history)}
    lines: list[str] = []
    for relation in marts(this.project, with_history):
        lines += differing_rows(relation, this.name, this.rows_of(relation), other.name, other.rows_of(theirs[relation.name]))
    return lines


def differing_rows(relation: Relation, name: str, rows: list[Row], other_name: str, other_rows: list[Row]) -> list[str]:
    """Where two sets of rows of one relation differ: columns, numbers of rows, rows that one lacks, values."""
    rows, other_rows = [comparable(row) for row in rows], [comparable(row) for row in other_rows]
    columns = [set(some[0]) if some else set() for some in (rows, other_rows)]
    if rows and other_rows and columns[0] != columns[1]:
        return [f"{relation.name}: columns of one only: {sorted(columns[0] ^ columns[1])}"]
    these, those = by_key(relation, rows), by_key(relation, other_rows)
    lines = []
    if len(rows) != len(other_rows):
        lines.append(f"{relation.name}: {len(rows)} rows on {name}, {len(other_rows)} on {other_name}")
    if len(these) != len(rows) or len(those) != len(other_rows):
        lines.append(f"{relation.name}: {len(rows) - len(these)} repeated keys on {name}, {len(other_rows) - len(those)} on {other_name}")
    lines += first(relation, f"on {name} only", [these[one] for one in these if one not in those])
    lines += first(relation, f"on {other_name} only", [those[one] for one in those if one not in these])
    wrong = [
        f"{one}: {column} is {these[one][column]!r} on {name}, {those[one][column]!r} on {other_name}"
        for one in these
        if one in those
        for column in these[one]
        if not are_equal(these[one][column], those[one][column])
    ]
    return lines + first(relation, "values differ", wrong)


def by_key(relation: Relation, rows: list[Row]) -> dict[tuple[Any, ...], Row]:
    """The rows by their key; where it does not outlast a build, by all that is no float, and the equal ones by their number."""
    if relation.key and not OF_THE_BUILD & set(relation.key):
        return {tuple(row[column] for column in relation.key): row for row in rows}
    alike: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        alike[tuple(value for value in row.values() if not isinstance(value, float))].append(row)
    return {(*said, number): row for said, same in alike.items() for number, row in enumerate(sorted(same, key=repr))}


def first(relation: Relation, what: str, found: list[Any]) -> list[str]:
    """The first of what was found, and how many there are."""
    return [f"{relation.name}: {len(found)} {what}, such as", *(f"    {one}" for one in found[:SHOWN])] if found else []


def comparable(row: Row) -> Row:
    """A row without what differs from build to build; a time of a build is only there or not."""
    kept = {column: plain(value) for column, value in row.items() if column not in OF_THE_BUILD}
    return kept | {f"was {column}": row[column] is not None for column in OF_THE_BUILD & row.keys()}


def plain(value: Any) -> Any:
    """A value as every client gives it: times in UTC to the second, decimals as floats."""
    if isinstance(value, datetime):
        return (value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value).replace(microsecond=0)
    if isinstance(value, Decimal):
        return float(value)
    assert value is None or isinstance(value, str | bool | int | float | date | time), f"{type(value)} is compared nowhere yet"
    return value


def are_equal(this: Any, other: Any) -> bool:
    """Whether two values of a column are the same; whole numbers and floats are of one kind."""
    if isinstance(this, bool) or isinstance(other, bool):
        return this is other
    if isinstance(this, int | float) and isinstance(other, int | float):
        return math.isclose(this, other, rel_tol=1e-9, abs_tol=1e-9) or (math.isnan(this) and math.isnan(other))
    return type(this) is type(other) and this == other
