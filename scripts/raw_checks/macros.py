"""The project's own macros without dbt: what is checked is read and cast by the very SQL that the build reads and casts by."""

import os
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import jinja2
import pytz
import yaml
from jinja2 import nodes

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    "portability/raw_files.sql",
    "portability/functions.sql",
    "portability/duckdb_functions.sql",
    "portability/casts.sql",
    "portability/text.sql",
    "engine/raw_rows.sql",
    "engine/as_of.sql",
    "engine/personal_data.sql",
]
CONTRACT = ROOT / "models" / "staging" / "_raw__sources.yml"
PREFIX = "macro__"


class Stop(Exception):
    """What the contract says stops a build; its text is the line that says so."""


class _Returned(Exception):
    def __init__(self, value: object) -> None:
        self.value = value


class _Result:
    """What run_query gives a macro."""

    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self.rows = list(rows)

    @property
    def columns(self) -> list[Any]:
        width = len(self.rows[0]) if self.rows else 1
        return [SimpleNamespace(values=lambda number=number: [row[number] for row in self.rows]) for number in range(width)]


class Macros:
    """The macros of FILES, called by name, on a connection of their own; what dbt would give them is given here."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, as_of: str | None = None) -> None:
        self.connection = connection
        self.described: dict[str, str] = {}
        self.viewed: dict[str, dict[str, Any] | None] = {}
        project = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
        variables = project["vars"] | ({"as_of": as_of} if as_of else {})
        self.tables = contract_tables(variables["raw_schema"])
        self._environment = jinja2.Environment(extensions=["jinja2.ext.do"], undefined=jinja2.StrictUndefined, autoescape=False)
        self._environment.globals.update(
            {
                "return": self._return,
                "var": lambda name, default=None: variables.get(name, default),
                "env_var": os.environ.get,
                "execute": True,
                "flags": SimpleNamespace(WHICH="build"),
                "graph": SimpleNamespace(sources=self.tables),
                "log": lambda *_, **__: "",
                "exceptions": SimpleNamespace(raise_compiler_error=self._stop),
                "run_query": self._run_query,
                "ref": self.seed,
                "target": SimpleNamespace(schema="main"),
                "adapter": SimpleNamespace(dispatch=self._dispatch),
                "dbt": SimpleNamespace(type_string=lambda: "varchar", type_int=lambda: "integer", type_bigint=lambda: "bigint"),
                "modules": SimpleNamespace(re=re, datetime=SimpleNamespace(datetime=datetime), pytz=pytz),
                "run_started_at": datetime.now(UTC),
                # the files are checked as they are, with the rows of people who were forgotten
                "suppress_people": lambda _: "",
                # what a build read last time is no matter here
                "register_event_files": lambda *_: "",
            }
        )
        self._macros: dict[str, Any] = {}
        trees = [self._renamed((ROOT / "macros" / file).read_text(encoding="utf-8")) for file in FILES]
        for tree in trees:
            module = self._environment.from_string(tree).module
            self._macros |= {name.removeprefix(PREFIX): getattr(module, name) for name in dir(module) if name.startswith(PREFIX)}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_") or name not in self._macros:
            raise AttributeError(name)
        return self._called(name)

    def _renamed(self, text: str) -> nodes.Template:
        # a name of its own for each macro, so that a call from another one comes by `_called`, which knows `return`
        tree = self._environment.parse(text)
        for macro in tree.find_all(nodes.Macro):
            self._environment.globals[macro.name] = self._called(macro.name)
            macro.name = PREFIX + macro.name
        return tree

    def _called(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            if name == "create_raw_view":
                self.viewed[arguments[0]["identifier"]] = arguments[1]
            try:
                return str(self._macros[name](*arguments, **named)).strip()
            except _Returned as returned:
                return returned.value

        return call

    def _dispatch(self, name: str, _package: str) -> Callable[..., Any]:
        own = f"duckdb__{name}"
        return self._called(own if own in self._macros else f"default__{name}")

    @staticmethod
    def _return(value: object) -> None:
        raise _Returned(value)

    @staticmethod
    def _stop(message: str) -> None:
        raise Stop(message)

    def _run_query(self, sql: str) -> _Result:
        rows = self.connection.execute(sql).fetchall()
        if sql.startswith("describe "):
            self.described = {str(row[0]).strip().lower(): str(row[1]) for row in rows}
        return _Result(rows)

    def seed(self, name: str) -> str:
        """The table that holds a seed of seeds/reference."""
        reader = f"read_csv('{ROOT / 'seeds' / 'reference' / name}.csv', all_varchar = true, header = true)".replace("\\", "/")
        self.connection.execute("create schema if not exists seeds")
        self.connection.execute(f"create table if not exists seeds.{name} as from {reader}")
        return f"seeds.{name}"


def contract_tables(schema: str) -> dict[str, dict[str, Any]]:
    """The tables of the raw contract by name, as dbt's graph holds its sources."""
    source = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))["sources"][0]
    tables = {}
    for table in source["tables"]:
        marks = {column["name"]: column.get("config", {}).get("meta", {}) for column in table["columns"]}
        columns = {one["name"]: one | {"config": {"meta": {"required": False} | marks[one["name"]]}} for one in table["columns"]}
        tables[table["name"]] = table | {
            "source_name": source["name"],
            "schema": schema,
            "identifier": table["name"],
            "columns": columns,
        }
    return tables
