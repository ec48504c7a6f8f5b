"""The examples on real data give the figures that are known of it; they are run where MQL_REALDATA_PATH names the folder."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.support.project import ROOT, WITHOUT_UNIT_TESTS, copy_project

EXAMPLES = ROOT / "examples"
AS_OF = {"olist": "2018-11-15", "bpic2012": "2012-03-15"}
FILES = {
    "olist": ["olist_marketing_qualified_leads_dataset.csv", "olist_closed_deals_dataset.csv"],
    "bpic2012": ["bpic2012_events.parquet"],
}
# the one deal that was won before its lead's first contact
WON_BEFORE_CONTACT = "b91cf8812365f50ff4bda4bcd6206b05"


@pytest.fixture(scope="module")
def realdata() -> Path:
    """The folder of real data."""
    path = os.environ.get("MQL_REALDATA_PATH", "")
    if not path or not Path(path).is_dir():
        pytest.skip("MQL_REALDATA_PATH names no folder: the examples on real data are run where it does")
    return Path(path)


def prepare(name: str, source: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Runs an example's prepare.py as its README says."""
    script = EXAMPLES / name / "prepare.py"
    command = [sys.executable, str(script), "--from", str(source), "--out", str(out)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def build(name: str, realdata: Path, folder: Path) -> duckdb.DuckDBPyConnection:
    """Prepares an example and builds it, data tests included, in a copy of the project."""
    raw = folder / "raw"
    mapped = prepare(name, realdata / name, raw)
    assert mapped.returncode == 0, mapped.stderr
    project = copy_project(folder / "project")
    project.dbt(
        "--quiet", "--log-path", str(folder / "logs"), "build", "--target-path", str(folder / "target"),
        *WITHOUT_UNIT_TESTS, "--vars", f"active_definition: {name}",
        MQL_RAW_PATH=str(raw),
        MQL_DEFINITIONS_PATH=str(EXAMPLES / name / "definitions"),
        MQL_AS_OF=AS_OF[name],
    )
    return project.connect()


@pytest.fixture(scope="module")
def olist(realdata: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A build of the Olist example."""
    with build("olist", realdata, tmp_path_factory.mktemp("olist")) as connection:
        yield connection


@pytest.fixture(scope="module")
def bpic2012(realdata: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A build of the BPI Challenge example."""
    with build("bpic2012", realdata, tmp_path_factory.mktemp("bpic2012")) as connection:
        yield connection


def one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple:
    """The one row of a query."""
    rows = connection.execute(query).fetchall()
    assert len(rows) == 1
    return rows[0]


def checksums(folder: Path) -> dict[str, str]:
    """The files of a folder and what is in them."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_olist_won_842_of_8000(olist: duckdb.DuckDBPyConnection) -> None:
    mqls, leads, won = one(olist, "select count(*), count(distinct lead_id), count(won_at) from fct_mqls")
    assert (mqls, leads, won) == (8000, 8000, 842)
    assert won / mqls == pytest.approx(0.10525)


def test_olist_won_share_by_origin(olist: duckdb.DuckDBPyConnection) -> None:
    rows = olist.execute(
        """
        select cut_value, sum(entered), sum(converted), round(100 * sum(converted) / sum(entered), 2)
        from fct_funnel_conversions
        where cut = 'lead_source' and step = 'mql_to_won'
        group by cut_value
        """
    ).fetchall()
    assert {row[0]: (int(row[1]), int(row[2]), row[3]) for row in rows} == {
        "organic_search": (2296, 271, 11.80),
        "paid_search": (1586, 195, 12.30),
        "organic_social": (1350, 75, 5.56),
        "unknown": (1099, 179, 16.29),
        "direct": (499, 56, 11.22),
        "email": (493, 15, 3.04),
        # other, other publicities and display
        "other": (333, 13, 3.90),
        "referral": (284, 24, 8.45),
        # the literal `unknown` is a value; these 60 have none
        "missing": (60, 14, 23.33),
    }
    unmapped = "select column_name, raw_value, value_rows from audit_unmapped_values"
    assert one(olist, unmapped) == ("lead_source", "unknown", 1099)


def test_olist_days_to_win(olist: duckdb.DuckDBPyConnection) -> None:
    # first contact is a date: days are whole days, as they were counted where these figures come from
    median, p75, p90 = one(
        olist,
        """
        select quantile_cont(days, 0.5), quantile_cont(days, 0.75), quantile_cont(days, 0.9)
        from (select floor(mql_to_won_days) as days from fct_mqls where won_at is not null)
        """,
    )
    assert (median, p75) == (14, 54.75)
    assert p90 == pytest.approx(162, abs=0.5)
    # the marts' own days keep the time of day of the win
    assert one(olist, "select median(mql_to_won_days) from fct_mqls")[0] == pytest.approx(14.65, abs=0.01)
    same_day = "select count(*) from fct_mqls where cast(won_at as date) = cast(mql_at as date)"
    assert one(olist, same_day) == (33,)


def test_olist_cohort_of_april_2018_and_period_ratio(olist: duckdb.DuckDBPyConnection) -> None:
    cohort = """
        select entered, converted, round(100 * conversion_rate, 1), is_mature
        from fct_funnel_conversions
        where cut = 'all' and step = 'mql_to_won' and cohort_month = date '2018-04-01'
    """
    assert one(olist, cohort) == (1352, 183, 13.5, True)
    of_mqls = "select count(*), count(won_at) from fct_mqls where date_trunc('month', mql_at) = date '2018-04-01'"
    assert one(olist, of_mqls) == (1352, 183)
    wins, mqls = one(
        olist,
        """
        select
            count(*) filter (where date_trunc('month', won_at) = date '2018-04-01'),
            count(*) filter (where date_trunc('month', mql_at) = date '2018-04-01')
        from fct_mqls
        """,
    )
    assert (wins, mqls) == (207, 1352)
    assert wins / mqls == pytest.approx(0.153, abs=0.0005)


def test_olist_in_periods(olist: duckdb.DuckDBPyConnection) -> None:
    # the cohort follows its MQLs, the period ratio does not: each is in a column of its own
    april = """
        select numerator, denominator, round(100 * value, 1), period_numerator, period_denominator, round(100 * period_value, 1), is_mature
        from fct_funnel_periods
        where metric = 'mql_to_won_rate' and period_grain = 'month' and period_start_on = date '2018-04-01'
    """
    assert one(olist, april) == (183, 1352, 13.5, 207, 1352, 15.3, True)
    for grain in ("week", "month", "quarter"):
        whole = f"""
            select sum(numerator), sum(denominator), sum(numerator) / sum(denominator)
            from fct_funnel_periods
            where metric = 'mql_to_won_rate' and period_grain = '{grain}'
        """
        assert one(olist, whole) == (842, 8000, pytest.approx(0.10525))
        wins = f"select sum(period_numerator) from fct_funnel_periods where metric = 'mql_to_won_rate' and period_grain = '{grain}'"
        assert one(olist, wins) == (842,)
    # the deal that closed before its lead was known is one of the wins, and the definition's one miss
    missed = """
        select sum(numerator), sum(denominator) from fct_funnel_periods where metric = 'false_negative_rate' and period_grain = 'month'
    """
    assert one(olist, missed) == (1, 842)


def test_olist_by_source(olist: duckdb.DuckDBPyConnection) -> None:
    rows = olist.execute(
        "select lead_source, leads, mqls, mqls_won, round(100 * mql_to_won_rate, 2) from rpt_lead_source_quality"
    ).fetchall()
    assert {row[0]: row[1:] for row in rows} == {
        "organic_search": (2296, 2296, 271, 11.80),
        "paid_search": (1586, 1586, 195, 12.30),
        "organic_social": (1350, 1350, 75, 5.56),
        "unknown": (1099, 1099, 179, 16.29),
        "direct": (499, 499, 56, 11.22),
        "email": (493, 493, 15, 3.04),
        "other": (333, 333, 13, 3.90),
        "referral": (284, 284, 24, 8.45),
        "missing": (60, 60, 14, 23.33),
    }
    # every lead is an MQL there: nobody is left to compare with; one deal was won before its first contact, and so before the MQL
    compared = "select mql_leads, mql_won_leads, other_leads, other_lead_to_won_rate, lead_to_won_rate_ratio from rpt_mql_vs_other_leads"
    assert one(olist, compared) == (8000, 841, 0, None, None)


def test_olist_cohorts_of_2018(olist: duckdb.DuckDBPyConnection) -> None:
    entered, converted = one(
        olist,
        """
        select sum(entered), sum(converted)
        from fct_funnel_conversions
        where cut = 'all' and step = 'mql_to_won' and cohort_month >= date '2018-01-01'
        """,
    )
    assert (entered, converted) == (5998, 781)
    assert converted / entered == pytest.approx(0.1302, abs=0.00005)
    assert one(olist, "select cast(min(won_at) as date) >= date '2017-12-05' from fct_mqls") == (True,)


def test_olist_deal_won_before_first_contact(olist: duckdb.DuckDBPyConnection) -> None:
    early = "select lead_id, date_diff('day', cast(mql_at as date), cast(won_at as date)) from fct_mqls where won_at < mql_at"
    assert one(olist, early) == (WON_BEFORE_CONTACT, -2)
    # nobody was known when it closed
    assert one(olist, "select opportunity_id, reason from rpt_false_negatives") == (WON_BEFORE_CONTACT, "no_lead")
    # what came before a lead was known is no transition of it: the history has one customer less than there are wins
    statuses = olist.execute("select status, count(*) from fct_mql_status_history where valid_to is null group by status").fetchall()
    assert dict(statuses) == {"mql": 7158, "customer": 841, "opportunity": 1}


def test_olist_brings_nothing_that_is_known_of_won_deals_only(realdata: Path, tmp_path: Path) -> None:
    assert prepare("olist", realdata / "olist", tmp_path / "raw").returncode == 0
    with duckdb.connect() as connection:
        columns = {
            path.stem: [row[0] for row in connection.execute(f"describe select * from '{path}'").fetchall()]
            for path in (tmp_path / "raw").iterdir()
        }
    assert columns == {
        "leads": ["lead_id", "lead_source", "created_at"],
        "events": ["event_id", "lead_id", "event_type", "occurred_at", "asset"],
        "opportunities": ["opportunity_id", "lead_id", "created_at", "stage", "is_won", "is_closed", "closed_at", "owner_id"],
    }
    assert {path.stem for path in (EXAMPLES / "olist" / "definitions").iterdir()} == {"mql_definitions", "triggers", "trigger_conditions"}


def test_bpic2012_funnel(bpic2012: duckdb.DuckDBPyConnection) -> None:
    assert one(bpic2012, "select count(*) from dim_leads") == (13087,)
    stages = "select count(*), count(distinct lead_id), count(accepted_at), count(opportunity_id), count(won_at) from fct_mqls"
    assert one(bpic2012, stages) == (7367, 7367, 5113, 5015, 2246)
    steps = bpic2012.execute(
        "select step, sum(entered), sum(converted) from fct_funnel_conversions where cut = 'all' group by step"
    ).fetchall()
    funnel = {step: (int(entered), int(converted)) for step, entered, converted in steps}
    assert funnel["lead_to_mql"] == (13087, 7367)
    assert funnel["mql_to_accepted"] == (7367, 5113)
    assert funnel["mql_to_opportunity"] == (7367, 5015)
    assert funnel["opportunity_to_won"] == (5015, 2246)
    assert funnel["mql_to_won"] == (7367, 2246)


def test_bpic2012_in_periods(bpic2012: duckdb.DuckDBPyConnection) -> None:
    rows = bpic2012.execute(
        """
        select metric, sum(numerator), sum(denominator)
        from fct_funnel_periods
        where period_grain = 'month' and metric in ('mql_volume', 'lead_to_mql_rate', 'mql_to_opportunity_rate', 'mql_to_won_rate')
        group by metric
        """
    ).fetchall()
    assert {metric: (numerator, denominator) for metric, numerator, denominator in rows} == {
        "mql_volume": (7367, None),
        "lead_to_mql_rate": (7367, 13087),
        "mql_to_opportunity_rate": (5015, 7367),
        "mql_to_won_rate": (2246, 7367),
    }
    # nobody was won who was not preaccepted, and every closed deal had been an MQL
    compared = "select mql_leads, mql_won_leads, other_leads, other_won_leads, mql_deals_closed, mql_deals_won from rpt_mql_vs_other_leads"
    assert one(bpic2012, compared) == (7367, 2246, 5720, 0, 2246 + 802 + 1640, 2246)


def test_bpic2012_ends(bpic2012: duckdb.DuckDBPyConnection) -> None:
    # most applications are declined before they are preaccepted, outside every MQL's span: the audit has them all, by the log's own word
    words = bpic2012.execute("select raw_value, value_rows from audit_unmapped_values where column_name = 'rejection_reason'").fetchall()
    assert dict(words) == {"declined": 7635, "cancelled": 2807}
    assert one(bpic2012, "select count(rejected_at), count(lost_at) from fct_mqls") == (1916 + 2806, 802 + 1640)
    stages = bpic2012.execute("select stage, count(*) from fct_opportunities group by stage").fetchall()
    assert dict(stages) == {"activated": 2246, "declined": 802, "cancelled": 1640, "offer sent": 327}


def test_bpic2012_still_open(bpic2012: duckdb.DuckDBPyConnection) -> None:
    assert one(bpic2012, "select count(*) from fct_mqls where won_at is null and rejected_at is null") == (399,)
    statuses = dict(bpic2012.execute("select status, count(*) from fct_lead_scores group by status").fetchall())
    assert {status: statuses[status] for status in ("mql", "accepted", "opportunity")} == {"mql": 69, "accepted": 3, "opportunity": 327}
    # never preaccepted: 5,719 declined and 1 cancelled
    assert statuses["lead"] == 5720
    assert statuses["customer"] == 2246
    assert sum(statuses.values()) == 13087


def test_bpic2012_times_are_utc_and_work_is_counted_once(bpic2012: duckdb.DuckDBPyConnection) -> None:
    first = "select cast(min(known_at) as varchar) from dim_leads"
    assert one(bpic2012, first) == ("2011-09-30 22:38:44",)
    responses = "select count(first_response_at), median(response_minutes), min(response_minutes) >= 0 from fct_mqls"
    assert one(bpic2012, responses) == (7367, pytest.approx(114.25), True)
    activities = "select staged_rows from audit_row_accounting where table_name = 'sales_activities'"
    assert one(bpic2012, activities) == (23967 + 22976 + 11407,)


@pytest.mark.parametrize("name", AS_OF)
def test_every_raw_row_is_staged(name: str, request: pytest.FixtureRequest) -> None:
    connection = request.getfixturevalue(name)
    assert connection.execute("select * from audit_row_accounting where raw_rows <> staged_rows").fetchall() == []
    assert connection.execute("select * from audit_uncast_values").fetchall() == []
    assert connection.execute("select * from audit_unmapped_events").fetchall() == []


@pytest.mark.parametrize("name", AS_OF)
def test_prepare_is_deterministic_and_leaves_its_source_alone(name: str, realdata: Path, tmp_path: Path) -> None:
    before = checksums(realdata / name)
    assert [prepare(name, realdata / name, tmp_path / out).returncode for out in ("one", "two", "two")] == [0, 0, 0]
    assert checksums(tmp_path / "one") == checksums(tmp_path / "two")
    assert checksums(realdata / name) == before


@pytest.mark.parametrize("name", AS_OF)
def test_prepare_says_what_is_missing(name: str, tmp_path: Path) -> None:
    nowhere = prepare(name, tmp_path / "nowhere", tmp_path / "raw")
    assert nowhere.returncode == 1
    assert nowhere.stderr.startswith(f"--from {tmp_path / 'nowhere'}: no such folder")
    assert FILES[name][0] in nowhere.stderr
    (tmp_path / "empty").mkdir()
    empty = prepare(name, tmp_path / "empty", tmp_path / "raw")
    assert empty.returncode == 1
    assert f"{FILES[name][0]} is missing: expected {tmp_path / 'empty' / FILES[name][0]}" in empty.stderr


def test_prepare_says_which_column_is_missing(tmp_path: Path) -> None:
    (tmp_path / FILES["olist"][0]).write_text("mql_id,first_contact_date,origin\na,2018-01-01,social\n", encoding="utf-8")
    without = prepare("olist", tmp_path, tmp_path / "raw")
    assert without.returncode == 1
    assert "the column landing_page_id is missing. Found: mql_id, first_contact_date, origin." in without.stderr
    with duckdb.connect() as connection:
        connection.execute(f"copy (select 1 as seq) to '{tmp_path / FILES['bpic2012'][0]}' (format parquet)")
    without = prepare("bpic2012", tmp_path, tmp_path / "raw")
    assert without.returncode == 1
    assert "the column c_concept:name, e_concept:name" in without.stderr


def test_prepare_says_which_value_does_not_cast(tmp_path: Path) -> None:
    leads, deals = (tmp_path / name for name in FILES["olist"])
    leads.write_text("mql_id,first_contact_date,landing_page_id,origin\na,soon,p,social\n", encoding="utf-8")
    deals.write_text("mql_id,sr_id,won_date\na,r,2018-02-01 10:00:00\n", encoding="utf-8")
    stopped = prepare("olist", tmp_path, tmp_path / "raw")
    assert stopped.returncode == 1
    assert stopped.stderr.startswith("leads: ")
    assert "soon" in stopped.stderr
    assert not (tmp_path / "raw").exists()


@pytest.mark.parametrize("name", AS_OF)
def test_prepare_refuses_a_folder_with_other_files(name: str, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / name / "definitions", tmp_path / "raw")
    refused = prepare(name, tmp_path, tmp_path / "raw")
    assert refused.returncode == 1
    assert "holds other files (mql_definitions.csv" in refused.stderr
