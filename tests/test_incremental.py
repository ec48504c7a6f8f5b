"""After any sequence of landings, corrections, deletions, changed definitions and moved clocks, a build that goes on from the last one
says row by row what a full build says.

Many histories, each with ids of its own, share one database: a step of the machine is a step of each of them.
"""

import os
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.evaluator.case_definitions import lay_over
from tests.support.histories import Histories
from tests.support.project import ROOT, WITHOUT_TESTS, copy_project

HISTORIES = 40
STEPS = 8
# every mart of the engine, all kept tables beneath them, and what the next build goes on from
MARTS = [
    "fct_mqls",
    "fct_lead_scores",
    "fct_mql_status_history",
    "fct_mql_status_snapshots",
    "fct_opportunities",
    "fct_disqualifications",
    "fct_attribution",
    "rpt_review_queue",
    "rpt_false_negatives",
    "dim_leads",
    "dim_definitions",
    "audit_row_accounting",
    "audit_event_accounting",
    "audit_unmapped_events",
    "audit_uncast_values",
    "audit_quarantine",
]
REMEMBERED = ["int_done_leads", "int_done_definitions", "int_done_rows"]
SELECTED = [f"+{name}" for name in MARTS + REMEMBERED]
DIFFERENCE = """
    select 'missing' as side, * from (select {columns} from full_build.{table} except all select {columns} from kept.{table})
    union all
    select 'too many' as side, * from (select {columns} from kept.{table} except all select {columns} from full_build.{table})
"""


def differences(kept: Path, full: Path) -> list[str]:
    """The rows in which two databases differ, one line a mart; decimals to six places."""
    lines = []
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(f"attach '{kept}' as kept (read_only)")
        connection.execute(f"attach '{full}' as full_build (read_only)")
        for mart in MARTS:
            described = connection.execute(f"describe full_build.main.{mart}").fetchall()
            columns = ", ".join(f'round("{row[0]}", 6)' if row[1] == "DOUBLE" else f'"{row[0]}"' for row in described)
            rows = connection.execute(DIFFERENCE.format(columns=columns, table=f"main.{mart}")).fetchall()
            if rows:
                lines.append(f"{mart}: {len(rows)} rows, such as {rows[:4]}")
    return lines


def lay_reference(own: Path, folder: Path) -> bool:
    """Writes the project's reference seeds with the rows of the histories; whether that changed anything."""
    before = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    lay_over(ROOT / "seeds" / "reference", own, folder)
    return before != {path.name: path.read_bytes() for path in folder.glob("*.csv")}


class Builds:
    """One project whose builds go on from each other, and one that starts anew each time."""

    def __init__(self, folder: Path) -> None:
        self.going_on = copy_project(folder / "going_on")
        self.anew = copy_project(folder / "anew")

    def build(self, histories: Histories) -> list[str]:
        """Builds the histories both ways, and says where the results differ."""
        raw = histories.write_raw()
        self.anew.database.unlink(missing_ok=True)
        for project in (self.going_on, self.anew):
            if lay_reference(histories.own_reference, project.folder / "seeds" / "reference"):
                project.read_again()
            project.run(
                "build",
                *WITHOUT_TESTS,
                "--select",
                *SELECTED,
                MQL_RAW_PATH=str(raw),
                MQL_DEFINITIONS_PATH=str(histories.folder / "definitions"),
                MQL_AS_OF=str(histories.as_of),
            )
        return differences(self.going_on.database, self.anew.database)

    def query(self, sql: str) -> list[tuple]:
        """What the database of the builds that go on from each other holds."""
        with self.going_on.connect() as connection:
            return connection.execute(sql).fetchall()

    def change(self, sql: str) -> None:
        """Changes that database behind the project's back."""
        with duckdb.connect(str(self.going_on.database)) as connection:
            connection.execute(sql)


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> Builds:
    return Builds(tmp_path_factory.mktemp("builds"))


def test_whatever_happens_a_build_that_goes_on_says_what_a_full_one_says(builds: Builds, tmp_path: Path) -> None:
    class History(RuleBasedStateMachine):
        @initialize(seed=st.integers(0, 2**32))
        def begin(self, seed: int) -> None:
            self.histories = Histories(tmp_path / str(seed), seed, HISTORIES)
            builds.going_on.database.unlink(missing_ok=True)
            self.compare("begin")

        def compare(self, what: str) -> None:
            assert builds.build(self.histories) == [], f"after {what}"

        @rule(steps=st.integers(10, 3 * HISTORIES))
        def rows_come_and_go(self, steps: int) -> None:
            self.histories.step(steps)
            self.compare("rows came and went")

        @rule()
        def as_of_moves(self) -> None:
            self.histories.move_as_of()
            self.histories.step(5)
            self.compare("as_of moved")

        @rule()
        def a_definition_changes(self) -> None:
            self.histories.change_definition()
            self.compare("a definition changed")

        @rule()
        def a_definition_goes_or_comes_back(self) -> None:
            self.histories.leave_out_or_restore_a_definition()
            self.histories.step(5)
            self.compare("a definition went or came")

        @rule()
        def a_mapping_changes(self) -> None:
            self.histories.change_mapping()
            self.compare("a mapping changed")

        @rule(position=st.integers(0, 10**6))
        def days_are_deleted_from_a_kept_table(self, position: int) -> None:
            tables = builds.query("select distinct table_name from main_intermediate.int_done_rows order by 1")
            table = tables[position % len(tables)][0]
            builds.change(f"delete from main_intermediate.{table} where mod(lead_key, 7) = {position % 7}")
            self.compare(f"rows of {table} were deleted")

    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=1,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            derandomize=bool(os.environ.get("CI")),
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
