"""The marts of every engine that the machine has are those of DuckDB, row by row: on the demo data, in a build that goes on from another
one and passes all data and unit tests, and on a random case."""

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

CASE = {"rng": 100, "groups": 60, "leads": 2, "definitions": 6, "bots": True}
VARIABLES = ["--vars", json.dumps({"reporting_timezone": "America/New_York", "personal_data": "hashed"})]
SALT = {"DBT_ENV_SECRET_MQL_HASH_SALT": "grains of \\ salt"}
# what a loader made of the contract's columns; the evaluator's cases have its own types
TEAM_TYPES = {
    "leads": """select lead_id as " Lead_ID", try_cast(employee_count as decimal(18, 2)) as employee_count,
        try_cast(annual_revenue as float) as annual_revenue, 7 as unknown,
        * exclude (lead_id, employee_count, annual_revenue) from leads""",
    "opportunities": """select try_cast(created_at as timestamptz) as CREATED_AT, try_cast(amount as decimal(18, 4)) as amount,
        try_cast(is_closed as integer) as is_closed,
        * exclude (created_at, amount, is_closed) from opportunities""",
    "events": "select cast(columns(*) as text) from events",
    "lead_decisions": "select cast(columns(*) as text) from lead_decisions",
    "accounts": """select try_cast(churned_at as timestamptz) as churned_at, columns(lambda name: name not in ('churned_at', 'loaded_at'))
        from accounts""",
}
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
    # what was reported on the day before is history, and DuckDB's build knows of no day before
    assert differences(DuckDB(demo), engine, with_history=False) == []


def retype(raw: Path) -> None:
    """Writes raw tables again as a team might have them: names in capitals or with blanks, other types, columns more and less."""
    with duckdb.connect() as files:
        files.execute("set TimeZone = 'UTC'")
        for table, query in TEAM_TYPES.items():
            file = raw / f"{table}.parquet"
            files.execute(f"create table {table} as from '{file}'")
            files.execute(f"copy ({query}) to '{file}' (format parquet)")


def forget_some(raw: Path, people: Path) -> list[str]:
    """Writes a list of people who were forgotten, some leads and a device of the raw data; returns the leads."""
    leads = [row[0] for row in duckdb.sql(f"select distinct trim(lead_id) from '{raw}/leads.parquet' order by all").fetchall() if row[0]][
        :8
    ]
    device = duckdb.sql(f"select min(anonymous_id) from '{raw}/events.parquet' where trim(anonymous_id) <> ''").fetchall()[0][0]
    listed = [("lead_id", lead) for lead in leads] + [("anonymous_id", device)]
    lines = [f"1,{kind},{hashlib.sha256(said.encode()).hexdigest()},\n" for kind, said in listed]
    people.write_text("request,kind,hash,identified_at\n" + "".join(lines))
    return leads


def test_a_random_case_has_the_same_marts_and_so_it_has_when_people_are_forgotten(
    engine: Engine, reference: Engine, tmp_path: Path
) -> None:
    case = write_case(tmp_path, **CASE)
    leads = forget_some(case.raw, people := tmp_path / "suppressed_leads.csv")
    retype(case.raw)
    keys = Relation("int_lead_keys", "main_intermediate", "int_lead_keys", ("lead_id",))
    given = {"MQL_DEFINITIONS_PATH": str(case.definitions), "MQL_AS_OF": case.as_of, **SALT}
    for one in (reference, engine):
        one.clear()
        lay_case(one.project, case)
        one.build(*WITHOUT_TESTS, *VARIABLES, raw=case.raw, **given)
    assert {row["lead_id"] for row in engine.rows_of(keys)} & set(leads)
    assert differences(reference, engine) == []
    for one in (reference, engine):
        one.build(*WITHOUT_TESTS, *VARIABLES, raw=case.raw, MQL_SUPPRESSION_PATH=str(people), **given)
    assert not {row["lead_id"] for row in engine.rows_of(keys)} & set(leads)
    assert differences(reference, engine) == []


STOPS = {
    "alter table raw.leads rename to people": "Raw table 'leads' is required and was not found in schema 'raw'",
    "alter table raw.events rename column occurred_at to at": "the required column 'occurred_at' is missing",
    "create table raw.suppressed_leads as select 1 as request, 'lead_id' as kind, 'L1' as hash, now() as identified_at": "1 rows are not",
    "select 1": "there is no table raw.suppressed_leads",
}


@pytest.mark.parametrize(("change", "said"), STOPS.items())
def test_what_stops_a_build_is_said_before_any_model_runs(engine: Engine, change: str, said: str) -> None:
    assert isinstance(engine, Postgres)
    engine.clear()
    engine.load(demo_raw())
    with engine.cursor() as cursor:
        cursor.execute(change)
    with pytest.raises(AssertionError, match=said):
        engine.project.run("run", "--select", "int_days", MQL_SUPPRESSION_PATH="given.csv", **engine.environment)


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
    taken = Relation("build_audit", "main", "build_audit", ("as_of", "dbt_valid_from"))
    twice = [{"as_of": 1, "dbt_valid_from": dt.datetime(2026, 1, day), "rate": 0.5} for day in (1, 2)]
    assert differing_rows(taken, "duckdb", twice, "postgres", list(reversed(twice))) == []
    assert differing_rows(taken, "duckdb", twice, "postgres", twice[:1]) == [
        "build_audit: 2 rows on duckdb, 1 on postgres",
        "build_audit: 1 on duckdb only, such as",
        "    {'as_of': 1, 'rate': 0.5, 'was dbt_valid_from': True}",
    ]
    assert differing_rows(relation, "duckdb", [{"lead_id": "A"}], "postgres", here) == [
        "fct_mqls: columns of one only: ['mql_at', 'score']"
    ]
