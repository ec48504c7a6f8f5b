"""Which models' SQL can be parsed as that of other warehouses: a report on how far the project is from them, not a promise.

python scripts/dialects.py > target/dialects.md

dbt compiles the project for one of the engines it runs on, and sqlglot reads the SQL of each model as Snowflake, BigQuery, Databricks
and Redshift would write it. It knows their grammar, not their functions or types: what parses may still need a macro in
macros/portability/, and what does not parse surely does. Names of relations are left out of it, since dbt quotes them for each warehouse.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIALECTS = ("snowflake", "bigquery", "databricks", "redshift")
RELATION = re.compile(r'"(\w+)"\."(\w+)"\."(\w+)"')


def compiled_models(target: str) -> dict[str, str]:
    """The SQL of each model by its path, as dbt compiles it for a target. Raises RuntimeError with what dbt said where it does not."""
    with tempfile.TemporaryDirectory() as folder:
        # nothing built is looked at: what a database holds must not change the SQL
        environment = {**os.environ, "MQL_DUCKDB_PATH": str(Path(folder) / "empty.duckdb")}
        command = [
            str(Path(sys.executable).parent / "dbt"),
            "--quiet",
            "--no-use-colors",
            "compile",
            "--target",
            target,
            "--target-path",
            folder,
        ]
        run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if run.returncode:
            raise RuntimeError(f"dbt compile --target {target} failed:\n{run.stdout}{run.stderr}")
        nodes = json.loads((Path(folder) / "manifest.json").read_text())["nodes"].values()
    return {
        node["original_file_path"]: RELATION.sub(r"\1.\2.\3", node["compiled_code"]) for node in nodes if node["resource_type"] == "model"
    }


def first_error(sql: str, dialect: str) -> str | None:
    """What a dialect's grammar first objects to, in one line, or None."""
    import sqlglot

    try:
        sqlglot.parse_one(sql, dialect=dialect, error_level=sqlglot.ErrorLevel.RAISE)
    except sqlglot.errors.ParseError as error:
        found = error.errors[0]
        around = found["start_context"][-30:] + found["highlight"] + found["end_context"][:20]
        return f"{found['description']} near `{' '.join(around.split())}`"
    except sqlglot.errors.TokenError as error:
        return " ".join(str(error).split())[:120]
    return None


def report(models: dict[str, str], target: str) -> str:
    """The Markdown page: how many models each dialect parses, and which it does not."""
    failed = {dialect: {path: error for path, sql in models.items() if (error := first_error(sql, dialect))} for dialect in DIALECTS}
    lines = [
        f"SQL of {len(models)} models, compiled for {target} and parsed by sqlglot.",
        "",
        "| dialect | parsed | not parsed |",
        "|---|---:|---:|",
        *(f"| {dialect} | {len(models) - len(errors)} | {len(errors)} |" for dialect, errors in failed.items()),
    ]
    for dialect, errors in failed.items():
        if errors:
            lines += ["", f"## {dialect}", "", "| model | first error |", "|---|---|"]
            lines += [f"| {path} | {error.replace('|', chr(92) + '|')} |" for path, error in sorted(errors.items())]
            often = Counter(error.split(" near ")[0] for error in errors.values()).most_common(3)
            lines += ["", "Most often: " + "; ".join(f"{error} ({count})" for error, count in often)]
    return "\n".join(lines)


def main() -> int:
    """Prints the report; exit code 1 where dbt cannot compile the project, never for what does not parse."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    target = os.environ.get("MQL_TARGET", "duckdb")
    parser.add_argument("--target", default=target, help=f"the engine whose SQL is read (default: MQL_TARGET, here {target})")
    given = parser.parse_args()
    try:
        print(report(compiled_models(given.target), given.target))
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
