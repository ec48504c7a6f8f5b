"""The marts of every engine that the machine has are those of DuckDB, row by row: on the demo data, in a build that goes on from another
one and passes all data and unit tests, and on random cases."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.evaluator.cases import write_case
from tests.support.against_evaluator import lay_case
from tests.support.parity import DuckDB, Engine, Postgres, Relation, differences, differing_rows, postgres_server
from tests.support.project import DEMO_AS_OF, WITHOUT_TESTS, Project, copy_project, demo_raw

# a tool's own types and a company far from UTC; then texts, and names that must not be read
CASES = [
    ({"rng": 3, "leads": 60, "definitions": 8}, {"reporting_timezone": "America/New_York"}),
    ({"rng": 100, "groups": 60, "leads": 2, "definitions": 6, "bots": True, "kind": "csv"}, {"personal_data": "hashed"}),
]
SALT = {"DBT_ENV_SECRET_MQL_HASH_SALT": "grains of \\ salt"}
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


@pytest.mark.parametrize(("options", "variables"), CASES, ids=str)
def test_random_cases_have_the_same_marts(
    engine: Engine, reference: Engine, tmp_path: Path, options: dict[str, object], variables: dict[str, str]
) -> None:
    case = write_case(tmp_path, **options)
    for one in (reference, engine):
        one.clear()
        lay_case(one.project, case)
        one.build(
            *WITHOUT_TESTS,
            "--vars",
            json.dumps(variables),
            raw=case.raw,
            MQL_DEFINITIONS_PATH=str(case.definitions),
            MQL_AS_OF=case.as_of,
            **SALT,
        )
    assert differences(reference, engine) == []


def listed(kind: str, value: str) -> str:
    """A line of the list of people who were forgotten."""
    return f"1,{kind},{hashlib.sha256(value.encode()).hexdigest()},"


def test_who_is_forgotten_is_forgotten_in_what_was_kept(engine: Engine, reference: Engine, tmp_path: Path) -> None:
    case = write_case(tmp_path, 2, leads=30, definitions=3)
    files = duckdb.connect()
    leads = [
        row[0] for row in files.execute(f"select distinct trim(lead_id) from '{case.raw}/leads.parquet' order by 1").fetchall() if row[0]
    ]
    devices = files.execute(f"select distinct anonymous_id from '{case.raw}/events.parquet' where anonymous_id <> '' order by 1").fetchall()
    people = tmp_path / "suppressed_leads.csv"
    people.write_text(
        "\n".join(
            ["request,kind,hash,identified_at", *(listed("lead_id", one) for one in leads[:8]), listed("anonymous_id", devices[0][0])]
        )
        + "\n"
    )
    for environment in ({}, {"MQL_SUPPRESSION_PATH": str(people)}):
        for one in (reference, engine):
            lay_case(one.project, case)
            if not environment:
                one.clear()
            one.build(*WITHOUT_TESTS, raw=case.raw, MQL_DEFINITIONS_PATH=str(case.definitions), MQL_AS_OF=case.as_of, **environment)
    assert differences(reference, engine) == []
    kept = Relation("int_lead_keys", "main_intermediate", "int_lead_keys", ("lead_id",))
    assert {row["lead_id"] for row in engine.rows_of(kept)} & set(leads) == set(leads[8:]) - {None}


def test_what_differs_is_said_in_words() -> None:
    relation = Relation("fct_mqls", "main", "fct_mqls", ("lead_id",))
    here = [{"lead_id": "A", "score": 1.0, "mql_at": dt.datetime(2026, 1, 1)}, {"lead_id": "B", "score": 2.0, "mql_at": None}]
    there = [{"lead_id": "A", "score": Decimal("1.0000000001"), "mql_at": dt.datetime(2026, 1, 1, 0, 0, 0, 5)}]
    assert differing_rows(relation, "duckdb", here[:1], "postgres", there) == []
    assert differing_rows(relation, "duckdb", here, "postgres", there) == [
        "fct_mqls: 2 rows on duckdb, 1 on postgres",
        "fct_mqls: 1 on duckdb only, such as",
        f"    {here[1]}",
    ]
    there[0] |= {"score": 1.00001, "mql_at": dt.datetime(2026, 1, 2)}
    assert differing_rows(relation, "duckdb", here[:1], "postgres", there) == [
        "fct_mqls: 2 values differ, such as",
        "    ('A',): score is 1.0 on duckdb, 1.00001 on postgres",
        "    ('A',): mql_at is datetime.datetime(2026, 1, 1, 0, 0) on duckdb, datetime.datetime(2026, 1, 2, 0, 0) on postgres",
    ]
    assert differing_rows(relation, "duckdb", [{"lead_id": "A"}], "postgres", here) == [
        "fct_mqls: columns of one only: ['mql_at', 'score']"
    ]
