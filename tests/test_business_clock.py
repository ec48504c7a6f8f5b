"""The clocks of service levels, as the models ship them, equal a counter that walks through the minutes of random calendars."""

import os
import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.project import copy_project, demo_raw

# zones that change their clocks, one of them by half an hour and one at midnight, and two that do not; fortnights in which they do
ZONES = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kolkata", "UTC"]
FIRST_DAYS = [date(2024, 3, 5), date(2024, 3, 27), date(2024, 4, 19), date(2024, 9, 30), date(2024, 10, 23)]
DAYS = 14
AS_OF = "2024-11-05 12:00:00"
MODELS = ["int_business_openings", "int_business_windows", "int_business_days", "int_mql_clocks", "int_mql_work"]


@dataclass(frozen=True)
class Calendar:
    """Business hours and holidays, and the days for which the calendar is made."""

    first_day: date
    hours: tuple[tuple[int, int, int, str], ...]  # ISO weekday, minute of opening and of closing, time zone
    holidays: frozenset[date]

    @property
    def days(self) -> list[date]:
        """Every day of the calendar."""
        return [self.first_day + timedelta(days=number) for number in range(DAYS)]

    def openings(self) -> list[tuple[date, int, int, int]]:
        """Each window of each day in UTC seconds: the day, its local midnight, the opening, the closing."""
        return [
            (day, instant(day, 0, zone), instant(day, opens, zone), instant(day, closes, zone))
            for day in self.days
            for weekday, opens, closes, zone in self.hours
            if day.isoweekday() == weekday and day not in self.holidays and instant(day, opens, zone) < instant(day, closes, zone)
        ]

    def open_minutes(self) -> list[int]:
        """The UTC second in which each open minute begins; a minute in which two windows are open is one minute."""
        return sorted({minute for _, _, opens, closes in self.openings() for minute in range(opens, closes, 60)})


def instant(day: date, minute: int, zone: str) -> int:
    """The UTC second of a local wall time; the later one of a time that comes twice, moved on where it is skipped."""
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
    return max(int(wall.replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp()) for fold in (0, 1))


def passed(minutes: list[int], start: int, end: int) -> int:
    """The open seconds between two times, minute by minute."""
    return sum(max(0, min(end, minute + 60) - max(start, minute)) for minute in minutes)


def reached(minutes: list[int], start: int, seconds: int) -> int | None:
    """The first time at which so many open seconds have passed since `start`; None where they never do."""
    if seconds == 0:
        return start
    for minute in minutes:
        here = max(0, minute + 60 - max(start, minute))
        if seconds <= here:
            return max(start, minute) + seconds
        seconds -= here
    return None


def last_close(openings: list[tuple[date, int, int, int]], start: int, days: int) -> int | None:
    """The close of the n-th business day after the latest one begun at or before `start`."""
    begun = [day for day, begins, _, _ in openings if begins <= start]
    following = sorted({day for day, _, _, _ in openings if not begun or day > max(begun)})
    wanted = max(begun) if days == 0 and begun else following[days - 1] if 0 < days <= len(following) else None
    return max((closes for day, _, _, closes in openings if day == wanted), default=None)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Up to six rows of hours, breaks, overlaps and around-the-clock days among them; sometimes none at all."""
    halves = st.integers(0, 48).map(lambda half: half * 30)
    hours = st.tuples(st.integers(1, 7), halves, halves, st.sampled_from(ZONES)).map(lambda row: (row[0], *sorted(row[1:3]), row[3]))
    first_day = draw(st.sampled_from(FIRST_DAYS))
    holidays = st.frozensets(st.integers(0, DAYS - 1).map(lambda number: first_day + timedelta(days=number)), max_size=6)
    return Calendar(first_day, tuple(draw(st.lists(hours, max_size=6))), draw(holidays))


@dataclass(frozen=True)
class Question:
    """When an MQL was made, when it was answered (None: not yet), the minutes promised, those to the escalation, and the clock."""

    mql: int
    response: int | None
    sla: int
    escalate: int
    clock: str


@st.composite
def questions(draw: st.DrawFn, calendar: Calendar) -> list[Question]:
    """Times anywhere, a day before and after the calendar too, and times near the edges of its windows."""
    first = instant(calendar.first_day, 0, "UTC") - 86400
    edges = [edge for _, *times in calendar.openings() for edge in times]
    times = st.integers(first, first + (DAYS + 2) * 86400)
    if edges:
        times |= st.tuples(st.sampled_from(edges), st.sampled_from([0, 0, 0, -60, -1, 1, 59])).map(sum)
    minutes = st.integers(0, 6000) | st.integers(0, 40).map(lambda half: half * 30)
    rows = []
    for _ in range(draw(st.integers(1, 12))):
        mql, response = sorted((draw(times), draw(times)))
        is_answered = draw(st.booleans())
        rows.append(
            Question(mql, response if is_answered else None, draw(minutes), draw(minutes), draw(st.sampled_from(["business", "elapsed"])))
        )
    return rows


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The SQL of the models, as dbt compiles it, reading its inputs from wherever the connection looks."""
    project = copy_project(tmp_path_factory.mktemp("clock") / "project")
    project.run("compile", "--select", *MODELS, MQL_RAW_PATH=str(demo_raw()), MQL_AS_OF=AS_OF)
    folder = project.folder / "target/compiled/mql/models/intermediate/outcomes"
    schemas = re.compile(f'"{project.database.stem}"[.]"\\w+"[.]')
    return {model: schemas.sub("", (folder / f"{model}.sql").read_text(encoding="utf-8")) for model in MODELS}


INPUTS = """
    create or replace view business_hours as
    select iso_weekday, wall(opens) as opens_at, wall(closes) as closes_at, time_zone from hours;
    create or replace view int_days as select day_on, isodow(day_on)::integer as iso_weekday from days;
    create or replace view int_work_commitments as
    select n as definition_key, 1.0 as touches, null::double as channels, n::double as days, 'business_days' as day_unit
    from range(4) as numbers (n);
    create or replace view int_mql_cycles as
    select lead_key, definition_key, lead_key as trigger_key, mql as mql_epoch from questions cross join int_work_commitments;
    create or replace view stg_triggers as
    select lead_key as trigger_key, clock as sla_clock, sla as sla_minutes, escalate as escalate_after_minutes from questions;
    create or replace view int_mql_responses as
    select lead_key, 0 as definition_key, mql as mql_epoch, response as response_epoch from questions where response is not null;
    create or replace view int_mql_touches as
    select lead_key, 0 as definition_key, mql as mql_epoch, 1 as touch_number, 1 as channels_so_far, '' as activity_id, mql as touched_epoch
    from questions where false;
"""
TABLES = {
    "hours": "iso_weekday integer, opens integer, closes integer, time_zone varchar",
    "holidays": "holiday_on date",
    "days": "day_on date",
    "questions": "lead_key integer, mql bigint, response bigint, sla double, escalate double, clock varchar",
}


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory with the tables that the models read."""
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(
            "create macro wall(minute) as lpad((minute // 60)::varchar, 2, '0') || ':' || lpad((minute % 60)::varchar, 2, '0')"
        )
        for table, columns in TABLES.items():
            connection.execute(f"create table {table} ({columns})")
        yield connection


def answers(
    database: duckdb.DuckDBPyConnection, shipped: dict[str, str], calendar: Calendar, asked: list[Question]
) -> tuple[list[tuple], list[tuple]]:
    """What the models answer, in the order of the questions: the clocks, and the last of 0 to 3 business days."""
    rows = {
        "hours": calendar.hours,
        "holidays": [(day,) for day in calendar.holidays],
        "days": [(day,) for day in calendar.days],
        "questions": [(number, *astuple(question)) for number, question in enumerate(asked)],
    }
    for table, values in rows.items():
        database.execute(f"delete from {table}")
        if values:
            places = ", ".join("(" + ", ".join("?" * len(row)) + ")" for row in values)
            database.execute(f"insert into {table} values {places}", [value for row in values for value in row])
    database.execute(INPUTS)
    for model, sql in shipped.items():
        database.execute(f"create or replace table {model} as {sql}")
    clocks = database.execute("""
        select response_minutes, due_epoch, escalates_epoch, minutes_left from int_mql_clocks where definition_key = 0 order by lead_key
    """).fetchall()
    return clocks, database.execute("select work_due_epoch from int_mql_work order by lead_key, definition_key").fetchall()


# the same cases whenever CI runs, others on every desk
EXAMPLES = settings(
    max_examples=50,
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    print_blob=not os.environ.get("CI"),
    suppress_health_check=list(HealthCheck),
)


@EXAMPLES
@given(data=st.data())
def test_the_clock_counts_as_someone_who_walks_through_the_minutes(
    database: duckdb.DuckDBPyConnection, shipped: dict[str, str], data: st.DataObject
) -> None:
    calendar = data.draw(calendars())
    asked = data.draw(questions(calendar))
    now = int(datetime.fromisoformat(AS_OF).replace(tzinfo=UTC).timestamp())
    walked = calendar.open_minutes()
    clocks, last_days = answers(database, shipped, calendar, asked)
    for question, found in zip(asked, clocks, strict=True):
        mql, until = question.mql, question.response or now
        if question.clock == "elapsed":
            minutes, due, escalates = (until - mql) / 60, mql + question.sla * 60, mql + question.escalate * 60
        else:
            minutes = passed(walked, mql, until) / 60 if walked else None
            due, escalates = reached(walked, mql, question.sla * 60), reached(walked, mql, question.escalate * 60)
        left = None if question.response or minutes is None else question.sla - minutes
        assert found == pytest.approx((minutes if question.response else None, due, escalates, left)), question
    assert last_days == [(last_close(calendar.openings(), question.mql, days),) for question in asked for days in range(4)]


@settings(EXAMPLES, max_examples=15)
@given(data=st.data())
def test_the_clock_never_runs_backwards(database: duckdb.DuckDBPyConnection, shipped: dict[str, str], data: st.DataObject) -> None:
    calendar = data.draw(calendars())
    start = data.draw(questions(calendar))[0].mql
    steps = st.lists(st.integers(0, DAYS * 86400), min_size=12, max_size=12).map(sorted)
    asked = [Question(start, start + step, step // 60, 0, "business") for step in data.draw(steps)]
    clocks, _ = answers(database, shipped, calendar, asked)
    for answer in (0, 1):
        shown = [found[answer] for found in clocks if found[answer] is not None]
        assert shown == sorted(shown)
