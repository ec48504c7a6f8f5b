"""Runs the query of a model of the last build, as a full build would, and prints where its time goes. Changes nothing.

python scripts/profile_model.py int_counts
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import chdir
from pathlib import Path
from typing import Any

import duckdb
from database import database_path, open_database, table

ROOT = Path(__file__).resolve().parents[1]
DBT = str(Path(sys.executable).with_name("dbt"))
COMPILED = ROOT / "target" / "compiled"
SHOWN, LEAST = 20, 0.005
WIDTH = 110
# what says most of an operator, the first that it has
ABOUT = ("Table", "Conditions", "Groups", "CTE Name", "Order By", "Expression", "Projections", "Aggregates")

Operator = Mapping[str, Any]


def compiled(model: str) -> str:
    """The SQL of a model in a full build; leaves with one line where there is no such model, or dbt cannot compile it."""
    for earlier in COMPILED.rglob(f"{model}.sql"):
        earlier.unlink()
    command = [DBT, "--quiet", "--no-use-colors", "compile", "--full-refresh", "--select", model]
    environment = {**os.environ, "MQL_DUCKDB_PATH": str(database_path().absolute())}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    found = list(COMPILED.rglob(f"{model}.sql"))
    if run.returncode or len(found) != 1:
        said = " ".join((run.stdout + run.stderr).split()[-60:]) if run.returncode else "expected the name of a model, such as int_counts."
        sys.exit(f"{model}: no query to profile: {said}")
    return found[0].read_text()


def operators(plan: Operator) -> Iterator[Operator]:
    """An operator of a plan and all below it."""
    yield plan
    for child in plan.get("children", []):
        yield from operators(child)


def about(operator: Operator) -> str:
    """What an operator works on, on one line of limited length."""
    extra = operator["extra_info"]
    words = next((extra[key] for key in ABOUT if key in extra), "")
    text = " ".join((", ".join(words) if isinstance(words, list) else str(words)).split())
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"


def main() -> None:
    """Reads the command line and prints the operators, those that took longest first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="the name of a model, such as int_counts")
    model = parser.parse_args().model
    open_database().close()
    query = compiled(model)
    # a relative folder of raw files is one of the project's, as for dbt
    path = database_path().absolute()
    with chdir(ROOT), duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set preserve_insertion_order = false")
        try:
            plan = connection.execute(f"explain (analyze, format json) {query}").fetchall()[0][1]
        except duckdb.CatalogException as error:
            sys.exit(f"{path}: {str(error).splitlines()[0]}. Build the models that {model} reads first.")
    found = [operator for root in json.loads(plan)["operator"] for operator in operators(root)]
    found.sort(key=lambda operator: -operator["timing"])
    print(f"{model}: {sum(operator['timing'] for operator in found):.2f} s of all cores together, {len(found)} operators; the slowest:")
    slow = [one for one in found[:SHOWN] if one["timing"] >= LEAST]
    rows = [(f"{one['timing']:.2f}", one["intermediate_rows"], one["type"].lower(), about(one)) for one in slow]
    print(table(["seconds", "rows", "operator", "of"], rows))


if __name__ == "__main__":
    main()
