"""A build with an earlier as_of, from raw files cut to what existed then, says what a later build says of that day.

And what does not matter changes nothing: the order of raw rows, an unrelated definition, a second build of the same data.
"""

import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from tests.support.project import ROOT, WITHOUT_TESTS, Project, copy_project

END = datetime(2026, 6, 30, 23, 59, 59)
DAYS = [END - timedelta(days=95 * number + 3, hours=7 * number) for number in range(1, 6)]
MARTS = ["fct_mqls", "fct_mql_status_history", "fct_attribution", "fct_notifications"]

# the raw tables as they stood at $day; what one row says of a later time is taken back
CUTS = {
    "events": "select * from '{raw}/events.parquet' where occurred_at <= $day",
    "sales_activities": "select * from '{raw}/sales_activities.parquet' where occurred_at <= $day",
    "lead_decisions": "select * from '{raw}/lead_decisions.parquet' where try_cast(decided_at as timestamp) <= $day",
    "lead_changes": "select * from '{raw}/lead_changes.parquet' where try_cast(changed_at as timestamp) <= $day",
    "opportunities": """
        select * replace (
            case when closed_at > $day then 'prospecting' else stage end as stage,
            case when closed_at > $day then false else is_won end as is_won,
            case when closed_at > $day then false else is_closed end as is_closed,
            case when closed_at <= $day then closed_at end as closed_at
        )
        from '{raw}/opportunities.parquet' where created_at <= $day
    """,
    "opportunity_contacts": "select * from '{raw}/opportunity_contacts.parquet'",
    "accounts": """
        select * replace (
            case when is_customer_since <= $day then is_customer_since end as is_customer_since,
            case when churned_at <= $day then churned_at end as churned_at
        )
        from '{raw}/accounts.parquet'
    """,
}


def make_demo(folder: Path, leads: int) -> Path:
    """Demo data of a given size, without merged leads: a merge bears no time, so a cut cannot take it back."""
    script = ROOT / "scripts" / "make_demo_data.py"
    subprocess.run([sys.executable, str(script), "--out", str(folder), "--leads", str(leads)], check=True, capture_output=True)
    with duckdb.connect() as connection:
        path = folder / "leads.parquet"
        connection.execute(f"create table leads as select * replace (null::varchar as merged_into) from '{path}'")
        connection.execute(f"copy leads to '{path}' (format parquet)")
    return folder


def cut(raw: Path, day: datetime, folder: Path) -> Path:
    """The raw folder as it stood on a day."""
    folder.mkdir()
    with duckdb.connect() as connection:
        for table, query in CUTS.items():
            statement = f"copy ({query.format(raw=raw)}) to '{folder / table}.parquet' (format parquet)"
            connection.execute(statement.replace("$day", f"timestamp '{day}'"))
        connection.execute(
            f"""
            create table leads as
            select * from '{raw}/leads.parquet'
            where coalesce(try_cast(created_at as timestamp) <= timestamp '{day}', true)
            """
        )
        later = connection.execute(
            f"""
            select lead_id, field, arg_min(struct_pack(v := old_value), changed_at).v
            from '{raw}/lead_changes.parquet'
            where try_cast(changed_at as timestamp) > timestamp '{day}'
            group by lead_id, field
            """
        ).fetchall()
        columns = {row[0] for row in connection.execute("describe leads").fetchall()}
        for field in sorted({field for _, field, _ in later} & columns):
            connection.execute("create or replace temp table before (lead_id varchar, value varchar)")
            connection.executemany("insert into before values (?, ?)", [[lead, value] for lead, name, value in later if name == field])
            connection.execute(f"update leads set {field} = before.value from before where leads.lead_id = before.lead_id")
        connection.execute(f"copy leads to '{folder}/leads.parquet' (format parquet)")
    return folder


def build(project: Project, raw: Path, as_of: datetime, command: str = "run", **environment: str) -> None:
    """Builds the marts that are compared; `run` leaves the seeds as they are, `build` loads them."""
    without_tests = WITHOUT_TESTS if command == "build" else []
    models = [f"+{mart}" for mart in MARTS]
    project.run(command, *without_tests, "--select", *models, MQL_RAW_PATH=str(raw), MQL_AS_OF=str(as_of), **environment)


def rows(project: Project, query: str) -> list[tuple[object, ...]]:
    with project.connect() as connection:
        return connection.execute(query).fetchall()


def mqls_until(day: datetime) -> str:
    return f"""
        select definition_id, version, lead_id, cycle_number, mql_at, trigger_id, round(fit_score, 6), round(behavior_score, 6),
            round(bant_score, 6), round(total_score, 6)
        from fct_mqls where mql_at <= timestamp '{day}' order by all
    """


def statuses_until(day: datetime) -> str:
    return f"""
        select lead_id, definition_id, version, status, valid_from
        from fct_mql_status_history where valid_from <= timestamp '{day}' order by all
    """


def credits_until(day: datetime) -> str:
    return f"""
        select mql_id, attribution_model, channel, touches, round(credit, 9)
        from fct_attribution where mql_at <= timestamp '{day}' order by all
    """


def notifications_until(day: datetime) -> str:
    return f"select * exclude (as_of) from fct_notifications where notify_at <= timestamp '{day}' order by all"


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo(tmp_path_factory.mktemp("demo") / "raw", 1200)


@pytest.fixture(scope="module")
def now(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The whole story, built at its end."""
    project = copy_project(tmp_path_factory.mktemp("now") / "project")
    build(project, raw, END, "build")
    return project


@pytest.fixture(scope="module")
def then(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project that is built again and again at other times."""
    project = copy_project(tmp_path_factory.mktemp("then") / "project")
    build(project, raw, DAYS[-1], "build")
    return project


@pytest.mark.parametrize("day", DAYS, ids=lambda day: f"{day:%Y-%m-%d}")
def test_a_replay_from_the_files_of_that_day_says_what_the_later_build_says(
    raw: Path, now: Project, then: Project, tmp_path: Path, day: datetime
) -> None:
    build(then, cut(raw, day, tmp_path / "raw"), day)
    assert rows(then, mqls_until(day)) == rows(now, mqls_until(day))
    assert rows(then, statuses_until(day)) == rows(now, statuses_until(day))
    assert rows(then, credits_until(day)) == rows(now, credits_until(day))
    assert rows(then, notifications_until(day)) == rows(now, notifications_until(day))


def test_an_earlier_as_of_on_the_files_of_today_says_the_same(raw: Path, now: Project, then: Project) -> None:
    build(then, raw, DAYS[2])
    assert rows(then, mqls_until(DAYS[2])) == rows(now, mqls_until(DAYS[2]))
    assert rows(then, notifications_until(DAYS[2])) == rows(now, notifications_until(DAYS[2]))


def test_a_second_build_and_another_order_of_rows_change_nothing(raw: Path, now: Project, then: Project, tmp_path: Path) -> None:
    shuffled = tmp_path / "raw"
    shuffled.mkdir()
    with duckdb.connect() as connection:
        for path in raw.glob("*.parquet"):
            connection.execute(f"copy (from '{path}' order by random()) to '{shuffled / path.name}' (format parquet)")
    before = {mart: rows(now, f"select * from {mart} order by all") for mart in MARTS}
    for folder in (raw, shuffled):
        build(then, folder, END)
        assert {mart: rows(then, f"select * from {mart} order by all") for mart in MARTS} == before


def test_an_unrelated_definition_changes_no_row_of_another(raw: Path, now: Project, tmp_path: Path) -> None:
    own = tmp_path / "definitions"
    shutil.copytree(ROOT / "seeds" / "definitions", own)
    for path in own.glob("*.csv"):
        header, *lines = path.read_text().splitlines()
        kept = [line for line in lines if line.startswith("framework,")]
        other = [line.replace("framework,", "another,", 1) for line in kept]
        path.write_text("\n".join([header, *other, *kept]) + "\n")
    project = copy_project(tmp_path / "project")
    build(project, raw, END, "build", MQL_DEFINITIONS_PATH=str(own))
    for mart in MARTS:
        query = f"select * from {mart} where definition_id = 'framework' order by all"
        assert rows(project, query) == rows(now, query)
