"""What stood at each date, and what was reported then: build after build in one database, against builds from nothing."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from tests.support.project import ROOT, WITHOUT_TESTS, Project, copy_project
from tests.support.stories import at, four_leads

SPRING = "2026-03-31 12:00:00"
MAY = "2026-05-31 12:00:00"
SUMMER = "2026-06-30 12:00:00"
MARTS = ["+fct_mql_status_snapshots", "+fct_mql_status_history"]
WITHOUT_SEEDS = [*WITHOUT_TESTS, "seed"]
RESTATEMENTS = """
    select lead_id, definition_id, reported_as_of, reported_status, replayed_status, is_lead_known
    from rpt_restatements order by all
"""
SNAPSHOTS_ONLY = ["int_snapshot_dates+", "int_snapshot_spans+"]
SNAPSHOTS = "select lead_id, definition_id, version, snapshot_on, status, status_since_at from fct_mql_status_snapshots order by all"
# what stands at the end of a day, said once more and in another way than the models say it
AT_THE_END_OF = """
    with days as (select cast(range as date) as day_on from range(timestamp '2026-01-01', timestamp '2026-12-31', interval 1 day))
    select history.lead_id, history.definition_id, history.version, days.day_on, history.status, history.valid_from
    from fct_mql_status_history as history, days
    where
        history.status <> 'lead'
        and days.day_on + interval 1 day <= timestamp '{as_of}'
        and {is_last_of_period}
        and history.valid_from < days.day_on + interval 1 day
        and coalesce(history.valid_to, timestamp '9999-01-01') >= days.day_on + interval 1 day
    order by all
"""
LAST_OF = {"month": "day(days.day_on + interval 1 day) = 1", "week": "isodow(days.day_on) = 7", "day": "true"}

Row = tuple[object, ...]


class Builds:
    """Builds of one database, each from the raw rows of the moment."""

    def __init__(self, project: Project, folder: Path) -> None:
        self.project = project
        self.folder = folder
        self.raw = four_leads()

    def run(self, command: str, as_of: str, *arguments: str, **environment: str) -> None:
        """Runs dbt at a point in time on the raw rows of the moment."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.project.run(command, *arguments, MQL_RAW_PATH=str(self.raw.write(self.folder)), MQL_AS_OF=as_of, **environment)

    def build(self, as_of: str, definitions: str = "framework") -> None:
        """Builds the status marts, on the seeds that are there."""
        self.run("run", as_of, "--select", *MARTS, "--vars", f"definitions: [{definitions}]")

    def report(self, as_of: str, definitions: str = "framework") -> list[Row]:
        """A build that keeps what it reports, and what it finds restated."""
        select = ["--select", "+rpt_restatements", "--vars", f"definitions: [{definitions}]"]
        self.run("build", as_of, *WITHOUT_SEEDS, *select)
        return self.rows(RESTATEMENTS)

    def rows(self, query: str) -> list[Row]:
        """The rows of a query."""
        with self.project.connect() as connection:
            return connection.execute(query).fetchall()

    def change(self, statement: str) -> None:
        """Somebody changes a table by hand."""
        with duckdb.connect(str(self.project.database)) as connection:
            connection.execute(statement)

    def shuffle(self) -> list[Row]:
        """Puts the rows of the snapshots in an order that no build gives them, and says it."""
        self.change("create or replace table fct_mql_status_snapshots as from fct_mql_status_snapshots order by hash(lead_id, snapshot_on)")
        return self.order()

    def order(self) -> list[Row]:
        """The keys of the snapshots as they lie in the file: what is written anew comes after all that is not."""
        return self.rows("select snapshot_on, definition_id, lead_id from fct_mql_status_snapshots order by rowid")

    def snapshots(self, as_of: str, grain: str = "month") -> list[Row]:
        """The rows of the snapshots, which are what the history says of these dates."""
        found = self.rows(SNAPSHOTS)
        assert found == self.rows(AT_THE_END_OF.format(as_of=as_of, is_last_of_period=LAST_OF[grain]))
        return found

    def snapshots_of_a_full_build(self, as_of: str) -> list[Row]:
        """The rows that a full refresh makes."""
        self.run("run", as_of, "--full-refresh", "--select", *SNAPSHOTS_ONLY)
        return self.rows(SNAPSHOTS)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return copy_project(tmp_path_factory.mktemp("status") / "project")


@pytest.fixture(scope="module")
def seeded(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with seeds and nothing else."""
    folder = tmp_path_factory.mktemp("seeded")
    Builds(project, folder / "raw").run("seed", SPRING)
    return Path(shutil.move(project.database, folder))


@pytest.fixture
def builds(project: Project, seeded: Path, tmp_path: Path) -> Builds:
    """A database that nothing was built in yet."""
    shutil.copy(seeded, project.database)
    return Builds(project, tmp_path / "raw")


def kept(order: list[Row], *written: object) -> list[Row]:
    """The rows that are in none of the dates, and of none of the definitions, that were written."""
    return [row for row in order if not set(row) & set(written)]


def test_time_adds_dates_and_taking_time_back_takes_them_away(builds: Builds) -> None:
    builds.run("run", SPRING, "--empty", "--select", *MARTS)
    assert builds.rows(SNAPSHOTS) == []
    builds.build(SPRING)
    spring, order = builds.snapshots(SPRING), builds.shuffle()
    assert {row[3] for row in spring} == {date(2026, 1, 31), date(2026, 2, 28)}
    builds.build(SUMMER)
    summer = builds.snapshots(SUMMER)
    assert {row[3] for row in summer} == {date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)}
    assert builds.order()[: len(order)] == order
    builds.build(SPRING)
    assert builds.snapshots(SPRING) == spring
    assert builds.order() == order
    builds.build(SUMMER)
    assert builds.snapshots(SUMMER) == summer == builds.snapshots_of_a_full_build(SUMMER)


def test_what_was_changed_by_hand_is_put_right_and_nothing_else_is_touched(builds: Builds) -> None:
    builds.build(SUMMER)
    rows, order = builds.snapshots(SUMMER), builds.shuffle()
    changes = {
        date(2026, 2, 28): "delete from fct_mql_status_snapshots where snapshot_on = '2026-02-28'",
        date(2026, 3, 31): "delete from fct_mql_status_snapshots where snapshot_on = '2026-03-31' and lead_id = 'ann'",
        date(2026, 4, 30): "update fct_mql_status_snapshots set status = 'lost' where snapshot_on = '2026-04-30' and lead_id = 'ben'",
        date(2026, 5, 31): """
            insert into fct_mql_status_snapshots from fct_mql_status_snapshots where snapshot_on = '2026-05-31' and lead_id = 'cem'
        """,
        date(2026, 6, 29): "insert into fct_mql_status_snapshots values ('ann', 'framework', 1, '2026-06-29', 'sql', '2026-06-01')",
    }
    for statement in changes.values():
        builds.change(statement)
    builds.run("run", SUMMER, "--select", *SNAPSHOTS_ONLY)
    assert builds.snapshots(SUMMER) == rows
    untouched = kept(order, *changes)
    assert untouched
    assert builds.order()[: len(untouched)] == untouched


def test_another_grain_gives_other_dates_and_keeps_those_that_stay(builds: Builds) -> None:
    builds.build(SUMMER)
    months, order = builds.snapshots(SUMMER), builds.shuffle()
    for grain in ["day", "week"]:
        builds.run("run", SUMMER, "--select", *SNAPSHOTS_ONLY, "--vars", f"snapshot_grain: {grain}")
        dates = {row[3] for row in builds.snapshots(SUMMER, grain)}
        order = [row for row in order if row[0] in dates]
        assert order
        assert builds.order()[: len(order)] == order
    builds.run("run", SUMMER, "--select", *SNAPSHOTS_ONLY)
    assert builds.snapshots(SUMMER) == months


def test_rows_that_land_late_or_go_change_the_dates_they_speak_of(builds: Builds) -> None:
    builds.build(SUMMER)
    order = builds.shuffle()
    builds.raw.said("dan", "accepted", "2026-05-05 10:00")
    builds.raw.said("ann", "sales_qualified", "2026-04-02 10:00")
    builds.build(SUMMER)
    rows = builds.snapshots(SUMMER)
    now = {(lead, on): status for lead, _, _, on, status, _ in rows}
    assert (now["ann", date(2026, 3, 31)], now["ann", date(2026, 4, 30)], now["dan", date(2026, 5, 31)]) == ("accepted", "sql", "accepted")
    untouched = kept(order, date(2026, 4, 30), date(2026, 5, 31))
    assert builds.order()[: len(untouched)] == untouched
    assert rows == builds.snapshots_of_a_full_build(SUMMER)
    builds.raw.rows["leads"] = [row for row in builds.raw.rows["leads"] if row["lead_id"] != "ann"]
    builds.build(SUMMER)
    assert builds.snapshots(SUMMER) == [row for row in rows if row[0] != "ann"]


def test_definitions_come_and_go_without_a_row_of_the_others_being_touched(builds: Builds) -> None:
    builds.build(SUMMER, "framework, points")
    two, order = builds.snapshots(SUMMER), builds.shuffle()
    builds.build(SUMMER, "framework")
    assert builds.snapshots(SUMMER) == [row for row in two if row[1] == "framework"]
    assert builds.order() == kept(order, "points")
    builds.build(SUMMER, "framework, points, staged")
    three = builds.snapshots(SUMMER)
    assert [row for row in three if row[1] != "staged"] == two
    assert {row[1] for row in three} == {"framework", "points", "staged"}
    untouched = kept(order, "points")
    assert builds.order()[: len(untouched)] == untouched


def test_what_was_reported_is_compared_with_what_the_replay_says_now(builds: Builds) -> None:
    assert builds.report(SPRING) == []
    assert builds.report(MAY) == []
    assert builds.report(MAY) == []
    reported = builds.rows("select lead_id, as_of, status from main_snapshots.mql_status_audit order by all")
    assert [row for row in reported if row[0] in ("ann", "dan")] == [
        ("ann", at(SPRING), "accepted"),
        ("dan", at(SPRING), "lead"),
        ("dan", at(MAY), "mql"),
    ]
    known = builds.rows("select as_of, count(*) from main_snapshots.build_audit group by all order by all")
    assert known == [(at(SPRING), 1), (at(MAY), 2)]

    builds.raw.said("dan", "accepted", "2026-05-05 10:00")
    builds.raw.rows["leads"] = [row for row in builds.raw.rows["leads"] if row["lead_id"] != "ben"]
    builds.raw.lead("eve", "2026-02-01 09:00")
    builds.raw.did("eve", "demo_request", "2026-05-06 10:00")
    of_spring = [("ben", "framework", at(SPRING), "recycled", None, False), ("eve", "framework", at(SPRING), None, "lead", True)]
    of_may = [
        ("ben", "framework", at(MAY), "recycled", None, False),
        ("dan", "framework", at(MAY), "mql", "accepted", True),
        ("eve", "framework", at(MAY), None, "mql", True),
    ]
    assert builds.report(SUMMER) == sorted(of_spring + of_may, key=str)
    times = builds.rows("select lead_id, first_reported_at <= reported_at, reported_at < now()::timestamp from rpt_restatements")
    assert {row[0]: row[1:] for row in times} == {"ben": (True, True), "dan": (True, True), "eve": (None, True)}

    assert builds.report(SPRING) == []
    assert builds.report(SUMMER, "framework, points") == of_may


def test_a_restatement_names_the_raw_rows_that_made_the_difference(builds: Builds) -> None:
    raw, before, after = builds.raw, at("2026-01-01"), (datetime.now(UTC) + timedelta(hours=1)).replace(microsecond=0, tzinfo=None)
    raw.lead("fay", "2026-01-05 09:00")
    raw.lead("gus", "2026-01-06 09:00")
    for rows in raw.rows.values():
        for row in rows:
            row["loaded_at"] = before
    select = [*WITHOUT_SEEDS, "--select", "+rpt_restatement_causes", "rpt_restatements", "--vars", "definitions: [framework]"]
    builds.run("build", SPRING, *select)
    causes = "select lead_id, cause, table_name, row_key from rpt_restatement_causes order by all"
    assert builds.rows(causes) == []

    raw.did("dan", "demo_request", "2026-02-20 10:00", loaded_at=after)
    raw.add("lead_decisions", decision_id="D00001", lead_id="ann", decision="rejected", decided_at="2026-01-20 10:00", loaded_at=after)
    raw.add("opportunities", **{**raw.rows["opportunities"][0], "is_deleted": True, "loaded_at": after})
    raw.add("leads", **{**raw.rows["leads"][1], "merged_into": "gus", "loaded_at": after})
    raw.did("gus", "demo_request", "2026-03-15 10:00")
    raw.rows["leads"] = [row for row in raw.rows["leads"] if row["lead_id"] != "fay"]
    builds.run("build", MAY, *select)
    said = {(lead, was, now) for lead, _, _, was, now, _ in builds.rows(RESTATEMENTS)}
    assert said == {
        ("ann", "accepted", "rejected"),
        ("ben", "recycled", None),
        ("cem", "opportunity", "sql"),
        ("dan", "lead", "mql"),
        ("fay", "lead", None),
        ("gus", "lead", "mql"),
    }
    assert builds.rows(causes) == [
        ("ann", "corrected", "lead_decisions", "D00001"),
        ("ben", "merged", "leads", "ben"),
        ("cem", "deleted", "opportunities", "O1"),
        ("dan", "late", "events", f"E{len(raw.rows['events']) - 1:05}"),
        ("fay", "removed", "leads", "fay"),
        ("gus", "merged", "leads", "ben"),
    ]
    # the event of gus bears no loaded_at: it may have been there
    assert builds.rows("select row_at, loaded_at from rpt_restatement_causes where lead_id = 'ann'") == [(at("2026-01-20 10:00"), after)]


def test_the_log_of_what_was_sent_says_how_long_it_took_to_tell(builds: Builds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    from notify import SentLog

    seconds = "select lead_key, notification_seconds from main_intermediate.int_mql_notification_times"
    builds.run("run", SUMMER, "--select", "+int_mql_notification_times")
    assert builds.rows(seconds) == []
    beside, elsewhere = builds.project.folder / "notifications.csv", tmp_path / "it's a log.csv"
    for log, environment in [(beside, {}), (elsewhere, {"MQL_NOTIFICATION_LOG": str(elsewhere)})]:
        with SentLog(log).opened() as file:
            SentLog(log).record(file, 'new_mql|framework|1|a "quoted, one"|1', 200)
        with log.open("a") as torn:
            torn.write(
                'new_mql|framework|1|dan|1,2026-05-04T10:00:20Z,200\nnew_mql|framework|1|dan|1,2026-05-04T10:00:30Z,200\n"new_mql|fr'
            )
        builds.run("run", SUMMER, "--select", "int_sent_notifications+,+int_mql_notification_times", **environment)
        ids = builds.rows("select notification_id, sent_at from main_intermediate.int_sent_notifications order by sent_at")
        assert ids[0] == ("new_mql|framework|1|dan|1", at("2026-05-04 10:00:20"))
        assert [notification for notification, _ in ids[1:]] == ['new_mql|framework|1|a "quoted, one"|1']
        assert [row[1] for row in builds.rows(seconds)] == [20]
    beside.unlink()
