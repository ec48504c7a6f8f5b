"""The marts of every engine that the machine has are those of DuckDB, row by row: on the demo data, in a build that goes on from another
one and passes all data and unit tests, and on random cases."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.evaluator.cases import write_case
from tests.support.against_evaluator import lay_case
from tests.support.parity import DuckDB, Engine, Postgres, differences, postgres_server
from tests.support.project import DEMO_AS_OF, WITHOUT_TESTS, Project, copy_project, demo_raw

CASES = [
    {"rng": 100, "groups": 60, "leads": 2, "definitions": 6, "bots": True, "kind": "csv"},
    {"rng": 3, "leads": 60, "definitions": 8},
]
BACKTEST = ["--vars", "{backtest_definitions: [framework]}"]
LAST_DAY = dt.date.fromisoformat(DEMO_AS_OF[:10])


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return DuckDB(copy_project(tmp_path_factory.mktemp("parity") / "duckdb"))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with postgres_server() as server:
        if server is None:
            pytest.skip("no PostgreSQL on this machine: the marts are compared where there is one (apt-get install postgresql)")
        yield Postgres(copy_project(tmp_path_factory.mktemp("parity") / "postgres"), server)


def without_last_day(folder: Path) -> Path:
    """The demo data as it had landed when its last day began."""
    folder.mkdir()
    for file in demo_raw().glob("*.parquet"):
        duckdb.sql(f"copy (from '{file}' where loaded_at is null or loaded_at < '{LAST_DAY}') to '{folder / file.name}' (format parquet)")
    return folder


def test_a_day_of_the_demo_data_is_built_onto_all_before_it(engine: Engine, demo: Project, tmp_path: Path) -> None:
    engine.clear()
    engine.build(*WITHOUT_TESTS, *BACKTEST, raw=without_last_day(tmp_path / "raw"), MQL_AS_OF=f"{LAST_DAY} 00:00:00")
    engine.build(*BACKTEST, raw=demo_raw(), MQL_AS_OF=DEMO_AS_OF)
    # what was reported on the day before is kept in snapshots, and DuckDB's build knows of no day before
    assert differences(DuckDB(demo), engine, with_snapshots=False) == []


@pytest.mark.parametrize("options", CASES, ids=str)
def test_random_cases_have_the_same_marts(engine: Engine, reference: Engine, tmp_path: Path, options: dict[str, object]) -> None:
    case = write_case(tmp_path, **options)
    for one in (reference, engine):
        lay_case(one.project, case)
        one.clear()
        one.build(*WITHOUT_TESTS, raw=case.raw, MQL_DEFINITIONS_PATH=str(case.definitions), MQL_AS_OF=case.as_of)
    assert differences(reference, engine) == []
