"""Questions to the semantic layer, put to the commands of `mf` in this process: importing them takes longer than any answer.

The group command `mf` itself asks PyPI for a newer version each time; its commands, called directly, ask nobody.
"""

import csv
from contextlib import chdir
from dataclasses import dataclass, field
from typing import Any

import click
from click.testing import CliRunner
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt_metricflow.cli.cli_configuration import CLIConfiguration
from dbt_metricflow.cli.main import query, validate_configs

from tests.support.project import Project, only_these


@dataclass
class SemanticLayer:
    """The semantic layer over what a project's build made."""

    project: Project
    _configuration: CLIConfiguration = field(default_factory=CLIConfiguration, repr=False)

    def _call(self, command: click.Command, *arguments: str) -> str:
        """Runs a command of `mf` and returns what it printed; raises AssertionError with that where it failed."""
        with chdir(self.project.folder), only_these({"MQL_DUCKDB_PATH": str(self.project.database)}):
            if not self._configuration.is_setup:
                self._configuration.setup()
            done = CliRunner().invoke(command, list(arguments), obj=self._configuration)
            self._configuration.dbt_artifacts.adapter.cleanup_connections()
            DuckDBConnectionManager.close_all_connections()
        if done.exit_code != 0:
            raise AssertionError(f"mf {command.name} {' '.join(arguments)} failed:\n{done.output[-6000:]}")
        return done.output

    def query(self, *arguments: str) -> list[dict[str, Any]]:
        """The rows that `mf query` answers with; numbers as floats, months as `2026-03`, nothing as None."""
        answer = self.project.folder / "answer.csv"
        answer.unlink(missing_ok=True)
        self._call(query, "--quiet", "--csv", str(answer), *arguments)
        if not answer.exists():
            return []
        with answer.open(newline="", encoding="utf-8") as file:
            return [{name: _read(name, value) for name, value in row.items()} for row in csv.DictReader(file)]

    def validate(self) -> str:
        """What `mf validate-configs` finds wrong, the queries that it tries on the database included; empty where all is well."""
        return self._call(validate_configs, "--show-all")


def _read(name: str, value: str) -> object:
    if value == "":
        return None
    if name == "metric_time__month":
        return value[:7]
    try:
        return float(value)
    except ValueError:
        return value
