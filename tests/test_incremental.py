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
from tests.evaluator.case_raw import DAY
from tests.support.histories import Histories
from tests.support.project import ROOT, WITHOUT_TESTS, Project, copy_project, manifest

HISTORIES = 80
STEPS = 3
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
REMEMBERED = [
    "int_done_leads",
    "int_done_profiles",
    "int_done_contents",
    "int_done_tables",
    "int_done_event_files",
    "int_done_lead_states",
]
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
        self.go_on(histories)
        self.anew.database.unlink(missing_ok=True)
        self._build(self.anew, histories, SELECTED)
        return differences(self.going_on.database, self.anew.database)

    def go_on(self, histories: Histories, *selected: str, command: str = "build") -> None:
        """Builds on from the last build, all that is compared or what is selected."""
        histories.write_raw()
        self._build(self.going_on, histories, list(selected) or SELECTED, command)

    def _build(self, project: Project, histories: Histories, selected: list[str], command: str = "build") -> None:
        if lay_reference(histories.own_reference, project.folder / "seeds" / "reference"):
            project.read_again()
        project.run(
            command,
            *(WITHOUT_TESTS if command == "build" else []),
            "--select",
            *selected,
            MQL_RAW_PATH=str(histories.raw),
            MQL_DEFINITIONS_PATH=str(histories.folder / "definitions"),
            MQL_AS_OF=str(histories.as_of),
        )

    def query(self, sql: str) -> list[tuple]:
        """What the database of the builds that go on from each other holds."""
        with self.going_on.connect() as connection:
            return connection.execute(sql).fetchall()

    def compared_events(self) -> bool:
        """Whether the last of these builds compared the raw events with the kept ones."""
        compiled = self.going_on.folder / "target" / "compiled" / "mql" / "models" / "staging" / "base" / "base_changed_events.sql"
        return "both_sides" in compiled.read_text()

    def change(self, sql: str) -> None:
        """Changes that database behind the project's back."""
        with duckdb.connect(str(self.going_on.database)) as connection:
            connection.execute(sql)


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> Builds:
    return Builds(tmp_path_factory.mktemp("builds"))


def kept_by_lead(builds: Builds) -> list[str]:
    """The kept tables, but for that of raw events."""
    counted = "select table_name from main_intermediate.int_done_tables where table_name <> 'base_events' order by 1"
    return [row[0] for row in builds.query(counted)]


def at_work(builds: Builds) -> dict[str, int]:
    """How much of everything the last build had to do again."""
    counts = {
        "events": "main_staging.base_event_work",
        "leads": "main_intermediate.int_work_leads",
        "definitions": "main_intermediate.int_work_definitions",
    }
    return {name: builds.query(f"select count(*) from {table}")[0][0] for name, table in counts.items()}


def test_whatever_happens_a_build_that_goes_on_says_what_a_full_one_says(builds: Builds, tmp_path: Path) -> None:
    class History(RuleBasedStateMachine):
        """Each rule lets something happen to the raw data, the seeds, the clock or the tables, and builds both ways."""

        @initialize(seed=st.integers(0, 2**32))
        def begin(self, seed: int) -> None:
            self.histories = Histories(tmp_path / str(seed), seed, HISTORIES)
            builds.going_on.database.unlink(missing_ok=True)
            self.compare()

        def compare(self) -> dict[str, int]:
            assert builds.build(self.histories) == []
            return at_work(builds)

        @rule(steps=st.integers(1, 2 * HISTORIES))
        def rows_come_and_go(self, steps: int) -> None:
            self.histories.step(steps)
            assert self.compare()["definitions"] == 0

        @rule(position=st.integers(0, 10**6))
        def days_are_deleted_and_nothing_else_happens(self, position: int) -> None:
            kept = kept_by_lead(builds)
            table = [*kept, "int_lead_keys"][position % (len(kept) + 1)]
            builds.change(f"delete from main_intermediate.{table} where mod(lead_key, 3) = {position % 3}")
            builds.change(f"delete from main_staging.base_events where mod(dayofyear(occurred_at), 9) = {position % 9}")
            builds.change("delete from fct_mql_status_snapshots where month(snapshot_on) < 4")
            self.compare()

        @rule()
        def as_of_moves(self) -> None:
            self.histories.move_as_of()
            self.compare()

        @rule()
        def a_definition_changes(self) -> None:
            self.histories.change_definition()
            # the version that is no more, and the one that it is now
            assert self.compare() == {"events": 0, "leads": 0, "definitions": 2}

        @rule()
        def a_definition_goes_or_comes_back(self) -> None:
            self.histories.leave_out_or_restore_a_definition()
            self.histories.step(HISTORIES // 2)
            self.compare()

        @rule(is_of_bots=st.booleans())
        def a_seed_changes(self, is_of_bots: bool) -> None:
            self.histories.change_bot_rule() if is_of_bots else self.histories.change_mapping()
            assert self.compare()["events"] == 0

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


@pytest.fixture(scope="module")
def histories(builds: Builds, tmp_path_factory: pytest.TempPathFactory) -> Histories:
    """A few histories, built once."""
    few = Histories(tmp_path_factory.mktemp("few"), 2, groups=8)
    builds.going_on.database.unlink(missing_ok=True)
    builds.go_on(few)
    return few


def test_a_row_that_lands_puts_its_lead_to_work_and_without_anything_new_nothing_is(builds: Builds, histories: Histories) -> None:
    known = builds.query("select lead_id from dim_leads order by 1")
    histories.landed["events"].append(
        {
            "event_id": "another",
            "lead_id": known[0][0],
            "event_type": "demo_request",
            "occurred_at": histories.as_of,
            "loaded_at": histories.landed_at,
        }
    )
    builds.go_on(histories)
    found = at_work(builds)
    # and perhaps somebody whose device was hers
    assert found["events"] == 1 and 1 <= found["leads"] <= 2 and found["definitions"] == 0
    builds.go_on(histories)
    assert at_work(builds) == {"events": 0, "leads": 0, "definitions": 0}


def test_of_raw_events_only_files_that_came_are_read_unless_another_changed(builds: Builds, histories: Histories) -> None:
    builds.go_on(histories)
    histories.landed_at += DAY
    histories.landed["events"].append(
        {
            "event_id": "in a file of its own",
            "lead_id": builds.query("select min(lead_id) from dim_leads")[0][0],
            "event_type": "demo_request",
            "occurred_at": histories.as_of,
            "loaded_at": histories.landed_at,
        }
    )
    assert builds.build(histories) == []
    assert builds.query("select count(*) from raw.new_events") == [(1,)]
    assert not builds.compared_events()
    assert at_work(builds)["events"] == 1
    histories.landed["events"][0]["url"] = "https://example.com/another"
    assert builds.build(histories) == []
    assert builds.compared_events()


def test_what_half_a_command_did_the_next_build_finds_out(builds: Builds, histories: Histories) -> None:
    kept = kept_by_lead(builds)
    # what is at work is not asked, and the kept tables are filled as if it had been
    histories.change_definition()
    histories.step(20)
    builds.go_on(histories, "resource_type:seed", "path:models/staging")
    builds.go_on(histories, *kept, *REMEMBERED)
    assert builds.build(histories) == []
    # events are replaced twice by a list of what is new that another command made
    builds.go_on(histories, "base_events", command="run")
    builds.go_on(histories, "base_events", command="run")
    assert builds.query("select count(*) - count(distinct event_id) from main_staging.stg_events") == [(0,)]
    # some of what is remembered is new, and the rest old: it is right together or not at all
    histories.step(20)
    builds.go_on(histories, "+fct_mqls", "+dim_leads", "+int_done_leads", "+int_done_tables")
    histories.step(20)
    assert builds.build(histories) == []
    # seeds that changed are not loaded, and leads go while nobody remembers what was done
    histories.change_mapping()
    builds.go_on(histories, *SELECTED, command="run")
    builds.change("drop table main_intermediate.int_done_leads")
    histories.step(40)
    assert builds.build(histories) == []


def test_definitions_whose_keys_were_given_anew_are_evaluated_anew(builds: Builds, histories: Histories) -> None:
    # each has a key that another had, perhaps one that is gone
    builds.go_on(histories)
    builds.change(
        "create or replace table main_staging.stg_definition_keys as select content_key, "
        "lead(definition_key, 1, (select min(definition_key) from main_staging.stg_definition_keys)) over (order by definition_key) "
        "as definition_key from main_staging.stg_definition_keys"
    )
    assert builds.build(histories) == []
    assert at_work(builds)["definitions"] >= builds.query("select count(*) from main_staging.stg_definitions")[0][0] > 1


def test_every_kept_table_is_counted_and_none_depends_on_the_clock(builds: Builds) -> None:
    builds.going_on.dbt("parse")
    nodes = {node["name"]: node for node in manifest(builds.going_on)["nodes"].values()}
    kept = {name for name, node in nodes.items() if str(node["config"].get("incremental_strategy")).startswith("replace_")}
    by_lead = kept - {"base_events"}
    vouched_for = {name.removeprefix("model.mql.") for name in nodes["int_done_tables"]["depends_on"]["nodes"]}
    assert vouched_for == kept | set(REMEMBERED) - {"int_done_tables"}
    assert [name for name in by_lead if "as_of" in nodes[name]["raw_code"]] == []
