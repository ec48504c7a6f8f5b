"""What stops a build stops it with one line that says which file, row and value, and what to do."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.support.project import ROOT, WITHOUT_TESTS, WITHOUT_UNIT_TESTS, Project, copy_project

AS_OF = "2025-02-01 00:00:00"
# of the data tests, those of which everything that they read is built
ALONE = [*WITHOUT_UNIT_TESTS, "--indirect-selection", "cautious"]
CHECK_DEFINITIONS = ["--select", "resource_type:seed", "int_event_types", "int_event_group_types", "tag:definitions"]


def write_raw(folder: Path) -> None:
    """A raw folder with one lead, one event and one deal."""
    folder.mkdir(parents=True)
    (folder / "leads.csv").write_text("lead_id,created_at\nL1,2025-01-01 00:00:00\n")
    (folder / "events.csv").write_text("event_id,lead_id,event_type,occurred_at\nE1,L1,demo_request,2025-01-02 00:00:00\n")
    (folder / "opportunities.csv").write_text("opportunity_id,lead_id,stage,created_at\nO1,L1,prospecting,2025-01-03 00:00:00\n")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return copy_project(tmp_path_factory.mktemp("bad") / "project")


def empty(folder: Path) -> None:
    shutil.rmtree(folder)


def without_leads(folder: Path) -> None:
    (folder / "leads.csv").unlink()


def without_created_at(folder: Path) -> None:
    (folder / "leads.csv").write_text("lead_id,created\nL1,2025-01-01\n")


def zero_bytes(folder: Path) -> None:
    (folder / "events.csv").write_text("")


def parquet_in_name_only(folder: Path) -> None:
    (folder / "events.csv").rename(folder / "events.parquet")


def web_page_as_csv(folder: Path) -> None:
    (folder / "events.csv").write_text("<!DOCTYPE html>\n<html><body>Sign in to download</body></html>\n")


RAW = {
    "a folder that does not exist": (empty, ["MQL_RAW_PATH", "does not exist or holds no file", "leads, events and opportunities"]),
    "a missing required table": (without_leads, ["'leads' is required", "leads.parquet, leads.csv", "events.csv, opportunities.csv"]),
    "a missing required column": (without_created_at, ["leads.csv", "required column 'created_at' is missing", "Found: lead_id, created"]),
    "an empty file": (zero_bytes, ["events.csv", "is empty (0 bytes)", "header row"]),
    "a parquet file that is none": (parquet_in_name_only, ["events.parquet"]),
    "a csv file that is a web page": (web_page_as_csv, ["events.csv", "required column 'event_id' is missing", "doctype html"]),
}


@pytest.mark.parametrize("case", RAW)
def test_bad_raw_files_stop_the_build_with_a_word(project: Project, tmp_path: Path, case: str) -> None:
    spoil, words = RAW[case]
    raw = tmp_path / "raw"
    write_raw(raw)
    spoil(raw)
    run = project.dbt("build", *WITHOUT_TESTS, check=False, MQL_RAW_PATH=str(raw), MQL_AS_OF=AS_OF)
    assert run.returncode != 0
    assert [word for word in words if word.lower() not in run.stdout.lower()] == []
    assert "OK created sql table model" not in run.stdout


def test_a_folder_of_files_is_one_table(project: Project, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    write_raw(raw)
    (raw / "events").mkdir()
    (raw / "events.csv").rename(raw / "events" / "part-1.csv")
    (raw / "events" / "part-2.csv").write_text("event_id,lead_id,event_type,occurred_at\nE2,L1,pricing_page_view,2025-01-04 00:00:00\n")
    project.run("build", *WITHOUT_TESTS, "--select", "+audit_row_accounting", MQL_RAW_PATH=str(raw), MQL_AS_OF=AS_OF)
    with project.connect() as connection:
        assert connection.execute("select staged_rows from audit_row_accounting where table_name = 'events'").fetchall() == [(2,)]


@pytest.mark.parametrize("written", ["{}/", "{}/.", "{}/../raw", "{}//"])
def test_the_folder_may_be_written_in_other_ways(project: Project, tmp_path: Path, written: str) -> None:
    raw = tmp_path / "raw"
    write_raw(raw)
    (raw / "events").mkdir()
    (raw / "events.csv").rename(raw / "events" / "part-1.csv")
    project.run("run", "--select", "base_lead_states", MQL_RAW_PATH=written.format(raw), MQL_AS_OF=AS_OF)
    with project.connect() as connection:
        assert connection.execute("select lead_id, (select count(*) from raw.events) from raw.leads").fetchall() == [("L1", 1)]


def test_tables_left_out_columns_too_many_and_times_before_all_others_are_no_trouble(project: Project, tmp_path: Path) -> None:
    """All data tests pass without optional tables, with unknown columns, and with deals, costs and leads older than the calendar."""
    raw = tmp_path / "raw"
    write_raw(raw)
    (raw / "leads.csv").write_text("lead_id,created_at,Favourite Colour,select\nL0,1900-01-01,green,x\nL1,2025-01-01,,y\n")
    deals = ["O1,prospecting,2025-01-03,", "O2,closed won,2024-03-01,2024-05-02", "O3,closed won,1900-01-01,1900-02-01"]
    (raw / "opportunities.csv").write_text("\n".join(["opportunity_id,stage,created_at,closed_at", *deals]) + "\n")
    (raw / "channel_costs.csv").write_text("month,lead_source,cost\n2024-02,email,290\n")
    run = project.dbt("build", *WITHOUT_UNIT_TESTS, MQL_RAW_PATH=str(raw), MQL_AS_OF=AS_OF)
    assert run.stdout.count("Optional raw tables not found, read as empty") == 1
    missed = """
        select false_negatives from rpt_false_negative_rate
        where definition_id = 'framework' and quarter_starts_on = date '2024-04-01'
    """
    without_lead = "select count(*) from rpt_false_negatives where definition_id = 'framework' and reason = 'no_lead'"
    spent = """
        select numerator from fct_funnel_periods
        where definition_id = 'framework' and period_grain = 'month' and period_start_on = date '2024-02-01' and metric = 'cost_per_mql_usd'
    """
    with project.connect() as connection:
        assert connection.execute("select count(*) from dim_leads").fetchall() == [(2,)]
        assert connection.execute(missed).fetchall() == [(1,)]
        assert connection.execute(spent).fetchall() == [(290,)]
        assert connection.execute(without_lead).fetchall() == [(2,)]


def change(file: str, before: str, after: str) -> Callable[[Path], None]:
    """Replaces the first occurrence of a text in a definitions file."""

    def spoil(folder: Path) -> None:
        path = folder / f"{file}.csv"
        text = path.read_text()
        assert before in text, f"{before!r} is not in {file}.csv"
        path.write_text(text.replace(before, after, 1))

    return spoil


def append(file: str, row: str) -> Callable[[Path], None]:
    """Adds a row to a definitions file."""

    def spoil(folder: Path) -> None:
        path = folder / f"{file}.csv"
        path.write_text(path.read_text().rstrip("\n") + "\n" + row + "\n")

    return spoil


DEFINITION = "definition_id,version,decay_kind,decay_rate,decay_period_days,requalify_gap_days,effective_from,effective_to\n"
DEFINITIONS = {
    "mql_definitions": DEFINITION + "mine,1,none,,,90,2024-01-01,2025-01-01\nmine,2,exponential,0.2,30,90,2025-01-01,\n",
    "fit_rules": "definition_id,version,rule_id,role,attribute,operator,value_low,value_high,value_list,points\n"
    "mine,1,size,gate,employee_count,between,10,,,\nmine,2,size,gate,employee_count,between,10,,,\n",
    "scoring_rules": "definition_id,version,rule_id,event_group,points\nmine,1,demo,demo_request,50\n",
    "triggers": "definition_id,version,trigger_id,rank,outcome\nmine,1,demo,1,mql\nmine,1,score,2,mql\nmine,2,demo,1,mql\n",
    "trigger_conditions": "definition_id,version,trigger_id,condition_id,metric,subject,at_least\n"
    "mine,1,demo,demo_1,event_count,demo_request,1\nmine,1,score,score_1,total_score,,50\nmine,2,demo,demo_1,event_count,demo_request,1\n",
    "commitments": "definition_id,version,commitment_id,side,metric,comparison,target,unit\n"
    "mine,1,work_days,sales,worked_business_days,at_most,5,business_days\n",
    "metric_bands": "definition_id,version,metric,band,lower,upper,severity\nmine,1,acceptance_rate,low,,0.3,act\n",
}

BAD_DEFINITIONS = {
    "an unknown attribute": (
        change("fit_rules", "employee_count", "headcount"),
        "fit_rules.csv, row mine 1, size: attribute is headcount, which is no attribute",
    ),
    "an unknown operator": (
        change("fit_rules", "between", "above"),
        "fit_rules.csv, row mine 1, size: operator is above, expected between or in",
    ),
    "an unknown role": (change("fit_rules", "gate", "door"), "fit_rules.csv, row mine 1, size: role is door, expected scope, gate"),
    "between on a text": (
        change("fit_rules", "employee_count", "industry"),
        "row mine 1, size: operator between on industry, which is no number",
    ),
    "an unknown event group in a score": (
        change("scoring_rules", "demo_request", "demo_please"),
        "scoring_rules.csv, row mine 1, demo: event_group is demo_please",
    ),
    "an unknown event group in a trigger": (
        change("trigger_conditions", "demo_request", "demo_please"),
        "trigger_conditions.csv, row mine 1, demo_1: subject is demo_please",
    ),
    "an unknown metric of a condition": (
        change("trigger_conditions", "total_score", "vibes"),
        "trigger_conditions.csv, row mine 1, score_1: metric is vibes, expected event_count",
    ),
    "an unknown metric of a band": (
        change("metric_bands", "acceptance_rate", "vibes"),
        "metric_bands.csv, row mine 1, vibes: metric is vibes, which is no metric",
    ),
    "an unknown comparison": (
        change("commitments", "at_most", "under"),
        "commitments.csv, row mine 1, work_days: comparison is under, expected at_least or at_most",
    ),
    "committed days that are neither kind": (
        change("commitments", "business_days\n", "working days\n"),
        "commitments.csv, row mine 1, work_days: unit is working days, expected days or business_days",
    ),
    "a trigger without a condition": (
        append("triggers", "mine,1,lonely,3,mql"),
        "triggers.csv, row mine 1, lonely: the trigger has no condition",
    ),
    "a rank used twice": (change("triggers", "score,2", "score,1"), "triggers.csv, row mine 1, score: rank 1 is used 2 times"),
    "overlapping versions": (
        change("mql_definitions", "2024-01-01,2025-01-01", "2024-01-01,2025-06-01"),
        "mql_definitions.csv, row mine 2: its effective dates overlap those of version 1",
    ),
    "a decay without its rate": (
        change("mql_definitions", "exponential,0.2,30", "exponential,,30"),
        "mql_definitions.csv, row mine 2: decay_rate is blank",
    ),
    "a decay without its period": (
        change("mql_definitions", "exponential,0.2,30", "rolling,,"),
        "mql_definitions.csv, row mine 2: decay_period_days is blank",
    ),
    "a missing requalify_gap_days": (
        change("mql_definitions", "none,,,90", "none,,,"),
        "mql_definitions.csv, row mine 1: requalify_gap_days is blank, expected a whole number",
    ),
    "a number that is none": (
        change("scoring_rules", "50", "fifty"),
        "scoring_rules.csv, row mine 1, demo: points is fifty, expected a number",
    ),
    "a key used twice": (append("fit_rules", "mine,1,size,gate,seniority,between,2,,,"), "fit_rules.csv, row mine 1 size: the key"),
    "rules of no definition": (append("fit_rules", "yours,1,size,gate,seniority,between,2,,,"), "row yours 1, size: no such definition"),
}


def write_definitions(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, text in DEFINITIONS.items():
        (folder / f"{name}.csv").write_text(text)


def checksums(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def environment(folder: Path) -> dict[str, str]:
    """The variables of a build of a folder's raw data with its definitions."""
    return {"MQL_RAW_PATH": str(folder / "raw"), "MQL_DEFINITIONS_PATH": str(folder / "mine"), "MQL_AS_OF": AS_OF}


def test_a_teams_own_folder_is_read_and_never_written_to(project: Project, tmp_path: Path) -> None:
    write_raw(tmp_path / "raw")
    write_definitions(tmp_path / "mine")
    before = checksums(tmp_path / "mine")
    run = project.dbt("build", *ALONE, *CHECK_DEFINITIONS, "+dim_definitions", **environment(tmp_path))
    assert "WARN=0 ERROR=0" in run.stdout
    assert checksums(tmp_path / "mine") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "raw"]
    with project.connect() as connection:
        assert connection.execute("select distinct definition_id from dim_definitions").fetchall() == [("mine",)]


@pytest.fixture(scope="module")
def complaints(project: Project, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What one run says of all the bad definitions, each under a definition_id of its own."""
    folder = tmp_path_factory.mktemp("definitions")
    write_raw(folder / "raw")
    merged: dict[str, list[str]] = {}
    for number, (spoil, _) in enumerate(BAD_DEFINITIONS.values()):
        own = folder / f"own{number}"
        write_definitions(own)
        spoil(own)
        for name in DEFINITIONS:
            header, *rows = (own / f"{name}.csv").read_text().splitlines()
            lines = merged.setdefault(name, [header])
            lines += [row.replace("mine,", f"mine{number},", 1).replace("yours,", f"yours{number},", 1) for row in rows]
    (folder / "all").mkdir()
    for name, lines in merged.items():
        (folder / "all" / f"{name}.csv").write_text("\n".join(lines) + "\n")
    run = project.dbt(
        "--quiet",
        "build",
        *CHECK_DEFINITIONS,
        check=False,
        MQL_RAW_PATH=str(folder / "raw"),
        MQL_DEFINITIONS_PATH=str(folder / "all"),
        MQL_AS_OF=AS_OF,
    )
    assert run.returncode != 0
    return run.stdout


@pytest.mark.parametrize("case", BAD_DEFINITIONS)
def test_a_bad_definition_fails_with_its_file_and_row(complaints: str, case: str) -> None:
    number = list(BAD_DEFINITIONS).index(case)
    words = BAD_DEFINITIONS[case][1].replace("mine ", f"mine{number} ").replace("yours ", f"yours{number} ")
    assert words in complaints


def test_nothing_else_is_complained_about(complaints: str) -> None:
    lines = [line for line in complaints.splitlines() if ".csv, row " in line]
    assert len(lines) == len(BAD_DEFINITIONS)


def test_a_bad_definition_stops_the_models_that_read_it(project: Project, tmp_path: Path) -> None:
    write_raw(tmp_path / "raw")
    write_definitions(tmp_path / "mine")
    change("triggers", "score,2", "score,1")(tmp_path / "mine")
    run = project.dbt("build", *ALONE, "--select", "+fct_mqls", check=False, **environment(tmp_path))
    assert run.returncode != 0
    assert "SKIP relation main.fct_mqls" in run.stdout


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda folder: (folder / "mql_definitions.csv").unlink(), "holds no mql_definitions.csv"),
        (change("fit_rules", "rule_id,", ""), "fit_rules.csv: the column rule_id is missing"),
        (append("triggers", "mine,1,x,9,mql,a,b,c"), "triggers.csv, row 5: 8 values for 5 columns"),
    ],
)
def test_a_definitions_folder_that_cannot_be_read_says_why(
    project: Project, tmp_path: Path, spoil: Callable[[Path], None], words: str
) -> None:
    write_raw(tmp_path / "raw")
    write_definitions(tmp_path / "mine")
    spoil(tmp_path / "mine")
    run = project.dbt("build", check=False, **environment(tmp_path))
    assert run.returncode != 0
    assert words in run.stdout


def test_the_shipped_folder_can_be_copied_and_brought_back_in(project: Project, tmp_path: Path) -> None:
    write_raw(tmp_path / "raw")
    shutil.copytree(ROOT / "seeds" / "definitions", tmp_path / "mine")
    run = project.dbt("build", *ALONE, *CHECK_DEFINITIONS, "+dim_definitions", **environment(tmp_path))
    assert "WARN=0 ERROR=0" in run.stdout
    with duckdb.connect(str(project.database), read_only=True) as connection:
        assert connection.execute("select count(distinct definition_id) from dim_definitions").fetchall() == [(7,)]


def test_definitions_are_brought_into_the_project_wherever_dbt_is_called_from(project: Project, tmp_path: Path) -> None:
    write_raw(tmp_path / "raw")
    write_definitions(tmp_path / "mine")
    (tmp_path / "elsewhere").mkdir()
    elsewhere = Project(tmp_path / "elsewhere")
    folder = str(project.folder)
    elsewhere.dbt(*("seed", "--project-dir", folder, "--profiles-dir", folder, "--select", "triggers"), **environment(tmp_path))
    assert "mine,1,score,,,2,mql" in (project.folder / ".definitions" / "triggers.csv").read_text()
    assert not (elsewhere.folder / ".definitions").exists()


@pytest.mark.parametrize(
    ("as_of", "epoch"),
    [
        ("2025-02-01", 1738368000),
        ("2025-02-01T00:00:00Z", 1738368000),
        ("2025-02-01 01:00:00+01:00", 1738368000),
        ("2025-02-01 00:00:00.999", 1738368000),
    ],
)
def test_as_of_is_read_in_utc_and_to_the_second(project: Project, tmp_path: Path, as_of: str, epoch: int) -> None:
    write_raw(tmp_path / "raw")
    run = project.dbt("show", "--inline", "select {{ as_of_epoch() }} as epoch", MQL_RAW_PATH=str(tmp_path / "raw"), MQL_AS_OF=as_of)
    assert str(epoch) in run.stdout


def test_an_as_of_that_is_no_time_stops_the_build_with_a_word(project: Project, tmp_path: Path) -> None:
    write_raw(tmp_path / "raw")
    run = project.dbt("build", check=False, MQL_RAW_PATH=str(tmp_path / "raw"), MQL_AS_OF="last Tuesday")
    assert run.returncode != 0
    assert "as_of is 'last Tuesday', expected a date or a UTC time" in run.stdout
