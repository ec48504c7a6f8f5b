"""A variant that a back-test replays is, row by row, the definition written out by hand with that change."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from tests.evaluator.cases import write_case
from tests.support.handwritten import Handwritten, read_tables, write_tables, write_variants
from tests.support.project import ROOT, WITHOUT_TESTS, Project, copy_project, demo_raw
from tests.test_replay import make_demo

SELECTED = [*WITHOUT_TESTS, "--select", "+rpt_threshold_backtest", "+rpt_false_negatives", "+fct_mqls", "+fct_opportunities"]
VARIANT_MQLS = """
    select leads.lead_id, cycles.cycle_number, to_timestamp(cycles.mql_epoch) at time zone 'UTC', triggers.trigger_id,
        case when cycles.reopens_epoch < 9e12 then to_timestamp(cycles.reopens_epoch) at time zone 'UTC' end
    from main_intermediate.int_evaluated_cycles as cycles
    inner join main_intermediate.int_leads as leads using (lead_key)
    inner join main_staging.stg_triggers as triggers using (trigger_key)
    where cycles.definition_key = $1
    order by all
"""
HANDWRITTEN_MQLS = """
    select lead_id, cycle_number, mql_at, trigger_id, reopens_at
    from fct_mqls where definition_id = $1 and version = $2
    order by all
"""
VARIANT_MISSED = """
    select opportunity_id, counts_in_rate
    from main_intermediate.int_backtest_deals
    where definition_key = $1 and not is_reached
    order by all
"""
HANDWRITTEN_MISSED = """
    select opportunity_id, counts_in_rate
    from rpt_false_negatives where definition_id = $1 and version = $2
    order by all
"""
REPORTED = """
    select mqls, mql_leads, decided, accepted, sourced_deals, sourced_closed_deals, sourced_won_deals, deals_closed, deals_won,
        false_negatives, gained_opportunity_ids, lost_opportunity_ids
    from rpt_threshold_backtest where definition_id = $1 and version = $2 and variant_id = $3
"""
HANDWRITTEN_FIGURES = """
    with missed as (
        select opportunity_id from rpt_false_negatives where definition_id = $1 and version = $2
    ),
    preceded as (
        select is_won from fct_opportunities
        where definition_id = $1 and version = $2 and opportunity_type = 'new_business' and mqls_before > 0 and closed_at is not null
    ),
    missed_as_is as (
        select opportunity_id from rpt_false_negatives where definition_id = $3 and version = $4
    )
    select
        count(*), count(distinct lead_id), count(*) filter (where decision <> 'pending'), count(*) filter (where decision = 'accepted'),
        count(distinct opportunity_id), count(distinct case when coalesce(won_at, lost_at) is not null then opportunity_id end),
        count(distinct case when won_at is not null then opportunity_id end),
        (select count(*) from preceded), (select count(*) from preceded where is_won),
        (select count(*) from rpt_false_negatives where definition_id = $1 and version = $2 and counts_in_rate),
        (select string_agg(opportunity_id, ', ' order by opportunity_id) from (from missed_as_is except from missed)),
        (select string_agg(opportunity_id, ', ' order by opportunity_id) from (from missed except from missed_as_is))
    from fct_mqls where definition_id = $1 and version = $2
"""


@dataclass
class Backtest:
    """A build with back-tests, and their variants written out beside."""

    project: Project
    written: list[Handwritten]

    def keys(self, connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, int, str], int]:
        """The key of each variant inside the engine."""
        rows = connection.execute(
            """
            select definitions.definition_id, definitions.version, evaluated.variant_id, evaluated.definition_key
            from main_staging.stg_evaluated_definitions as evaluated
            inner join main_staging.stg_definitions as definitions on evaluated.variant_of = definitions.definition_key
            where evaluated.is_backtested
            """
        ).fetchall()
        return {(definition, version, variant): key for definition, version, variant, key in rows}


def variables(definitions: list[str]) -> list[str]:
    """The command line's words for a back-test of some definitions."""
    return ["--vars", json.dumps({"backtest_definitions": definitions})]


def ask_a_gate(folder: Path) -> None:
    """Lets a trigger of each definition that has a gate ask for it by name too."""
    tables = read_tables(folder)
    seen = set()
    for rule in tables["fit_rules"]:
        key = (rule["definition_id"], rule["version"])
        if rule["role"] in ("scope", "gate") and key not in seen:
            seen.add(key)
            blank = dict.fromkeys(tables["trigger_conditions"][0], "")
            asks = {"trigger_id": "t1", "condition_id": "asks_a_gate", "metric": "fit_rule", "subject": rule["rule_id"], "basis": "chosen"}
            tables["trigger_conditions"].append({**blank, "definition_id": key[0], "version": key[1], **asks})
    write_tables(folder, tables, tables)


def random_case(folder: Path, seed: int) -> Backtest:
    """A random case of the evaluator, all of whose definitions are back-tested."""
    case = write_case(folder / "case", seed, groups=60, leads=3, definitions=3)
    if seed % 2:
        ask_a_gate(case.definitions)
    ids = sorted({row["definition_id"] for row in read_tables(case.definitions)["mql_definitions"]})
    written = write_variants(case.definitions, folder / "definitions", ids)
    project = copy_project(folder / "project")
    shutil.rmtree(project.folder / "seeds/reference")
    shutil.copytree(case.complete_reference(ROOT / "seeds" / "reference"), project.folder / "seeds/reference")
    where = {"MQL_RAW_PATH": str(case.raw), "MQL_DEFINITIONS_PATH": str(folder / "definitions"), "MQL_AS_OF": case.as_of}
    project.run("build", *SELECTED, *variables(ids), **where)
    return Backtest(project, written)


def demo_case(folder: Path) -> Backtest:
    """Demo data under shipped definitions: gates of every kind, a field that one gate alone reads, BANT, two versions of a score."""
    ids = ["framework", "three_part", "three_part_criteria"]
    written = write_variants(ROOT / "seeds/definitions", folder / "definitions", ids)
    project = copy_project(folder / "project")
    where = {"MQL_DEFINITIONS_PATH": str(folder / "definitions"), "MQL_AS_OF": "2026-06-30 23:59:59"}
    project.run("build", *SELECTED, *variables(ids), MQL_RAW_PATH=str(make_demo(folder / "raw", 1200)), **where)
    return Backtest(project, written)


@pytest.fixture(scope="module", params=["demo", 14])
def backtest(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Backtest:
    folder = tmp_path_factory.mktemp("backtest")
    return demo_case(folder) if request.param == "demo" else random_case(folder, request.param)


def test_what_is_replayed_is_what_there_is_to_write_by_hand(backtest: Backtest) -> None:
    written = {(one.variant_of, one.version, one.variant_id) for one in backtest.written}
    with backtest.project.connect() as connection:
        replayed = {key for key in backtest.keys(connection) if key[2] != "as_is"}
    assert replayed == written


@pytest.mark.parametrize(
    ("replayed", "by_hand"), [(VARIANT_MQLS, HANDWRITTEN_MQLS), (VARIANT_MISSED, HANDWRITTEN_MISSED)], ids=["mqls", "false negatives"]
)
def test_a_replayed_variant_is_the_handwritten_definition_row_by_row(backtest: Backtest, replayed: str, by_hand: str) -> None:
    differing, rows = [], 0
    with backtest.project.connect() as connection:
        keys = backtest.keys(connection)
        for one in backtest.written:
            found = connection.execute(replayed, [keys[one.variant_of, one.version, one.variant_id]]).fetchall()
            expected = connection.execute(by_hand, [one.definition_id, 1]).fetchall()
            rows += len(expected)
            if found != expected:
                differing.append((one, sorted(set(found) ^ set(expected), key=str)[:3]))
    assert differing == []
    assert rows > len(backtest.written)


def test_the_report_counts_what_the_marts_say_of_the_handwritten_definition(backtest: Backtest) -> None:
    differing = []
    with backtest.project.connect() as connection:
        as_is = [Handwritten(*key) for key in {(one.variant_of, one.variant_of, one.version, "as_is") for one in backtest.written}]
        for one in [*backtest.written, *as_is]:
            found = connection.execute(REPORTED, [one.variant_of, one.version, one.variant_id]).fetchone()
            version = one.version if one.variant_id == "as_is" else 1
            expected = connection.execute(HANDWRITTEN_FIGURES, [one.definition_id, version, one.variant_of, one.version]).fetchone()
            if found != expected:
                differing.append((one, found, expected))
    assert differing == []


def test_what_is_replayed_changes_something(backtest: Backtest) -> None:
    with backtest.project.connect() as connection:
        changed = connection.execute(
            """
            select variants.variant_kind, count(*)
            from rpt_threshold_backtest as variants
            inner join rpt_threshold_backtest as as_is using (definition_id, version)
            where as_is.variant_id = 'as_is' and variants.mqls <> as_is.mqls
            group by variants.variant_kind
            """
        ).fetchall()
    assert set(dict(changed)) == {"threshold", "gate_dropped", "gate_loosened", "trigger_left_out"}


def columns_beside_the_back_test(name: str) -> str:
    """What a relation holds but for what it quotes from the back-test, as only the advice does."""
    if name != "main.rpt_calibration_advice":
        return "*"
    return "* exclude (expected, backtest_variant_id, backtest_mqls_per_month, backtest_won_deals_gained, backtest_won_deals_lost)"


def test_a_back_test_changes_no_mart_and_without_one_the_report_is_empty(tmp_path: Path) -> None:
    """Every other relation that people read is the same, row by row, whether or not variants are replayed; the advice quotes it."""
    raw = make_demo(tmp_path / "raw", 600)
    project = copy_project(tmp_path / "project")
    where = {"MQL_RAW_PATH": str(raw), "MQL_AS_OF": "2026-06-30 23:59:59"}
    project.run("build", *WITHOUT_TESTS, *variables(["framework", "three_part"]), **where)
    shutil.copy(project.database, tmp_path / "with.duckdb")
    project.run("build", *WITHOUT_TESTS, **where)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{tmp_path / 'with.duckdb'}' as replayed (read_only)")
        connection.execute(f"attach '{project.database}' as plain (read_only)")
        names = connection.execute(
            """
            select schema_name || '.' || table_name
            from duckdb_tables()
            where database_name = 'plain' and (schema_name = 'main' or table_name = 'stg_definitions')
            """
        ).fetchall()
        rows = connection.execute("select count(*) from plain.rpt_threshold_backtest").fetchall()
        replayed = connection.execute("select count(*) from replayed.rpt_threshold_backtest").fetchall()
        differing = [
            name
            for (name,) in names
            if name not in ("main.rpt_threshold_backtest", "main.mql_status_audit")
            and connection.execute(
                f"""
                with
                    replayed_rows as (select {columns_beside_the_back_test(name)} from replayed.{name}),
                    plain_rows as (select {columns_beside_the_back_test(name)} from plain.{name})
                select count(*) from (
                    (from replayed_rows except all from plain_rows) union all (from plain_rows except all from replayed_rows)
                )
                """
            ).fetchall()
            != [(0,)]
        ]
    assert (rows, replayed > [(30,)], differing) == ([(0,)], True, [])
    assert len(names) > 15


def test_a_name_that_no_definition_has_is_announced(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    models = ["--select", "+stg_definitions", *WITHOUT_TESTS]
    run = project.dbt("--quiet", "build", *models, *variables(["framwork"]), MQL_RAW_PATH=str(demo_raw()))
    assert "backtest_definitions names 'framwork', which is not among the definitions built: fit_and_intent, framework" in run.stdout
