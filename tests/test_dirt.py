"""The dirt list: each kind of bad or strange raw input ends where the contract says, and the clean leads beside it never notice."""

import csv
import os
import shutil
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from tests.evaluator.cases import Shown
from tests.evaluator.evaluator import evaluate
from tests.evaluator.reference import read_definitions
from tests.support import dirt
from tests.support.against_evaluator import differences
from tests.support.compare import rows_of
from tests.support.project import ROOT, WITHOUT_TESTS, WITHOUT_UNIT_TESTS, Project, copy_project

PLANTED = dirt.dirt()
KINDS = list(dict.fromkeys(one.kind for one in PLANTED))
CLEAN_LEADS = [row["lead_id"] for row in dirt.clean_rows()["leads"]]
CLEAN_DEALS = [row["opportunity_id"] for row in dirt.clean_rows()["opportunities"]]
BASE_KEYS = dirt.SHOWN_KEYS


@dataclass
class Built:
    """A build of the dirty folder: its raw files, its definitions, and the database kept for reading."""

    project: Project
    raw: Path
    definitions: Path
    kept: Project

    def environment(self, raw: Path, as_of: str) -> dict[str, str]:
        """The variables of a build of a raw folder with the hostile definitions."""
        return {"MQL_RAW_PATH": str(raw), "MQL_DEFINITIONS_PATH": str(self.definitions), "MQL_AS_OF": as_of}

    def build(self, raw: Path, as_of: str, *arguments: str) -> None:
        """Builds a raw folder."""
        self.project.run("build", *arguments, *WITHOUT_TESTS, **self.environment(raw, as_of))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("dirt")
    one = Built(
        copy_project(folder / "project"),
        dirt.write_dirty(folder / "raw"),
        dirt.write_definitions(folder / "definitions"),
        Project(folder / "kept"),
    )
    # with the data tests of the project, and on a machine whose clocks are New York's
    one.project.dbt("--quiet", "build", *WITHOUT_UNIT_TESTS, TZ="America/New_York", **one.environment(one.raw, dirt.AS_OF))
    one.kept.folder.mkdir()
    shutil.copy(one.project.database, one.kept.database)
    return one


@pytest.fixture(scope="module")
def connection(built: Built) -> Iterator[duckdb.DuckDBPyConnection]:
    with built.kept.connect() as opened:
        yield opened


def ends(connection: duckdb.DuckDBPyConnection, table: str) -> Counter[tuple[str | None, str, str | None]]:
    """How many raw rows of a table ended where: by key, fate and reason."""
    query = f"select {BASE_KEYS[table]}, row_fate, quarantine_reason from main_staging.base_{table}"
    return Counter(connection.execute(query).fetchall())


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_dirt_ends_where_the_contract_says(connection: duckdb.DuckDBPyConnection, kind: str) -> None:
    own = [one for one in PLANTED if one.kind == kind]
    for table in dict.fromkeys(one.table for one in own):
        found = ends(connection, table)
        keys = {one.key for one in own if one.table == table}
        expected = Counter((one.key, one.fate, one.reason) for one in PLANTED if one.table == table and one.key in keys)
        expected += Counter((key, "staged", None) for key in clean_keys(table) if key in keys)
        assert Counter({end: rows for end, rows in found.items() if end[0] in keys}) == expected
    for one in own:
        for column, value in one.shows.items():
            query = f"select {column} from main_staging.base_{one.table} where {BASE_KEYS[one.table]} = $1 and row_fate = 'staged'"
            ((shown,),) = connection.execute(query, [one.key]).fetchall()
            assert (str(shown) if isinstance(shown, datetime) else shown) == value, f"{one.key}: {one.row}"


def clean_keys(table: str) -> list[str]:
    """The keys of the clean rows, as staging shows them."""
    if table in ("lead_changes", "opportunity_contacts"):
        return []
    key = "company_domain" if table == "accounts" else dirt.COLUMNS[table].split()[0]
    return [row[key] for row in dirt.clean_rows()[table]]


def test_every_value_that_does_not_cast_is_counted_and_no_other(connection: duckdb.DuckDBPyConnection) -> None:
    expected = Counter((one.table, column) for one in PLANTED for column in one.uncast)
    found = connection.execute("select table_name, column_name, staged_as_null_rows from audit_uncast_values").fetchall()
    assert {(table, column): rows for table, column, rows in found} == expected


def test_no_raw_row_is_lost(connection: duckdb.DuckDBPyConnection) -> None:
    clean = dirt.clean_rows()
    expected = {table: len(rows) + sum(one.table == table for one in PLANTED) for table, rows in clean.items()}
    sums = "quarantined_rows + deleted_rows + held_rows + superseded_rows + staged_rows"
    found = connection.execute(f"select table_name, {sums}, raw_rows from audit_row_accounting").fetchall()
    assert {table: (ended, raw) for table, ended, raw in found} == {table: (rows, rows) for table, rows in expected.items()}


def test_the_quarantine_keeps_the_row_as_it_came(connection: duckdb.DuckDBPyConnection) -> None:
    query = "select raw_row ->> 'occurred_at' from audit_quarantine where row_key similar to 'XT[0-9][0-9]'"
    kept = [text for (text,) in connection.execute(query).fetchall()]
    assert sorted(text or "" for text in kept) == sorted(text for text, read in dirt.TIMES.items() if read is None)


def test_the_marts_equal_the_evaluator_on_dirt(built: Built) -> None:
    shown = Shown(evaluate(built.raw, built.definitions, ROOT / "seeds" / "reference", dirt.AS_OF), read_definitions(built.definitions))
    assert shown.tables["fct_mqls"]
    assert differences(built.kept, shown) == []


def test_history_moves_to_the_survivor_without_fanning_out(connection: duckdb.DuckDBPyConnection) -> None:
    of_merged = """
        select leads.lead_id, count(*), count(distinct events.event_id)
        from main_intermediate.int_events as events
        inner join main_intermediate.int_leads as leads using (lead_key)
        where events.event_id like 'XM%'
        group by leads.lead_id
    """
    assert connection.execute(of_merged).fetchall() == [("X_m3", 3, 3)]
    contacts = """
        select contacts.opportunity_id, leads.lead_id
        from main_intermediate.int_opportunity_contacts as contacts
        inner join main_intermediate.int_leads as leads using (lead_key)
        where contacts.opportunity_id like 'XMO%'
        order by all
    """
    assert connection.execute(contacts).fetchall() == [("XMO0", "X_m3"), ("XMO1", "X_m3"), ("XMO2", "X_m3")]
    assert mqls_of(connection, "X_m1", "X_m2", "X_m3") == [("X_m3", datetime(2026, 3, 1), "accepted")]
    known = "select lead_id, known_at, email from dim_leads where lead_id like 'X\\_m_' escape '\\'"
    assert connection.execute(known).fetchall() == [("X_m3", datetime(2026, 1, 3), "m3@m.example.com")]


def mqls_of(connection: duckdb.DuckDBPyConnection, *leads: str) -> list[tuple[object, ...]]:
    """The MQLs of some leads, and what sales said of each."""
    query = "select lead_id, mql_at, decision from fct_mqls where definition_id = $1 and lead_id in (select unnest($2)) order by all"
    return connection.execute(query, [dirt.DEFINITION_ID, list(leads)]).fetchall()


def test_histories_that_do_not_fit_together_make_the_mqls_that_they_should(connection: duckdb.DuckDBPyConnection) -> None:
    # two people with one address are two; a demo asked for before anybody knew her counts from the second in which she is known
    assert mqls_of(connection, "X_twin1", "X_twin2", "X_late") == [
        ("X_late", datetime(2026, 3, 10), "pending"),
        ("X_twin1", datetime(2026, 3, 1), "pending"),
        ("X_twin2", datetime(2026, 3, 2), "pending"),
    ]
    # what sales said before there was an MQL is no word on it; of words in one second that contradict each other the first by id stands
    assert mqls_of(connection, "X_d1", "X_d2") == [("X_d1", datetime(2026, 3, 1), "pending"), ("X_d2", datetime(2026, 3, 1), "accepted")]
    assert mqls_of(connection, "X_c1", "X_deleted", "X_next", "X_scanned") == []
    device = """
        select events.event_id, leads.lead_id
        from main_intermediate.int_events as events
        inner join main_intermediate.int_leads as leads using (lead_key)
        where events.event_id like 'XIA%'
        order by all
    """
    assert connection.execute(device).fetchall() == [("XIA0", "X_i1"), ("XIA1", "X_i2"), ("XIA2", "X_i1"), ("XIA3", "X_i2")]


def test_events_that_are_nobodys_or_no_persons_are_counted_as_such(connection: duckdb.DuckDBPyConnection) -> None:
    ended = dict(connection.execute("select ended_as, events from audit_event_accounting").fetchall())
    # of a burst of seven clicks in three seconds the first three stand: with the second three there are more than five
    assert {name: ended[name] for name in ("anonymous", "caught_bot", "lead_not_staged", "marked_bot")} == {
        "anonymous": 1,
        "caught_bot": 4,
        "lead_not_staged": 2,
        "marked_bot": 1,
    }
    names = {one.row["event_type"].strip().lower() for one in PLANTED if one.table == "events" and one.key and one.key.startswith("XN_")}
    unmapped = {name for (name,) in connection.execute("select raw_event_type from audit_unmapped_events").fetchall()}
    assert names <= unmapped


def of_clean_leads(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """The rows of each mart that speak of the clean leads or deals, as text."""
    marts: dict[str, list[str]] = {}
    columns = "select table_name, list(column_name) from information_schema.columns where table_schema = 'main' group by table_name"
    for mart, names in connection.execute(columns).fetchall():
        for key, clean in (("lead_id", CLEAN_LEADS), ("opportunity_id", CLEAN_DEALS)):
            if key in names:
                # where a lead stands among the others is no fact of its own
                ranks = [name for name in names if name in ("queue_position", "recency_rank")]
                shown = f"* exclude ({', '.join(ranks)})" if ranks else "*"
                rows = rows_of(connection, f"select {shown} from {mart} where {key} in (select unnest($1))", [clean])
                marts[mart] = sorted(str(sorted(row.items())) for row in rows)
                break
    return marts


def test_the_clean_leads_never_notice(built: Built, connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    dirty = of_clean_leads(connection)
    assert {"fct_mqls", "fct_lead_scores", "fct_mql_status_history", "fct_opportunities", "dim_leads"} <= {
        mart for mart, rows in dirty.items() if rows
    }
    built.build(dirt.write_clean(tmp_path / "raw"), dirt.AS_OF)
    with built.project.connect() as other:
        plain = of_clean_leads(other)
    assert {mart: (rows, plain[mart]) for mart, rows in dirty.items() if rows != plain[mart]} == {}


def test_what_was_held_comes_in_once_as_of_passes_it(built: Built) -> None:
    built.build(built.raw, dirt.LATER, "--select", "+fct_mqls", "+audit_row_accounting")
    expected = evaluate(built.raw, built.definitions, ROOT / "seeds" / "reference", dirt.LATER)["fct_mqls"]
    with built.project.connect() as connection:
        assert fates_of(connection, "leads", "X_next") == ["staged"]
        assert fates_of(connection, "leads", "X_2099") == ["held"]
        assert [fates_of(connection, "events", key) for key in ("XT_before_next", "XT_next", "XT_after")] == [["staged"]] * 3
        query = "select lead_id, definition_id, mql_at from fct_mqls where lead_id = 'X_next' order by definition_id"
        found = connection.execute(query).fetchall()
    # she asked for a demo before anybody knew her: her second is that in which she became known
    assert found == [("X_next", one, datetime(2026, 7, 2)) for one in sorted({dirt.DEFINITION_ID, dirt.OTHER_DEFINITION_ID})]
    assert sorted((row["lead_id"], row["definition_id"], row["mql_at"]) for row in expected if row["lead_id"] == "X_next") == found


def fates_of(connection: duckdb.DuckDBPyConnection, table: str, key: str) -> list[str]:
    """Where the rows of one key ended."""
    query = f"select row_fate from main_staging.base_{table} where {BASE_KEYS[table]} = $1"
    return [fate for (fate,) in connection.execute(query, [key]).fetchall()]


def test_parquet_columns_of_other_types_mean_the_same(built: Built, tmp_path: Path) -> None:
    raw = write_typed(tmp_path / "raw")
    built.build(raw, dirt.AS_OF, "--select", "+fct_mqls", "+fct_opportunities", "+audit_row_accounting", "+audit_uncast_values")
    with built.project.connect() as connection:
        for (table, key), fates in TYPED_ENDS.items():
            assert (table, key, sorted(fates_of(connection, table, key))) == (table, key, fates)
        leads = "select lead_id, employee_count, annual_revenue, cast(created_at as varchar) from main_staging.stg_leads order by lead_id"
        assert connection.execute(leads).fetchall() == [
            ("12345678901234567", 60.0, 1.5, "2026-01-31 22:00:00"),
            ("7", 200.0, None, "2026-01-31 22:00:00"),
            ("8", None, None, "2026-01-31 22:00:00"),
            ("9", None, -5.0, "2026-01-31 22:00:00"),
        ]
        occurred = "select event_id, lead_id, cast(occurred_at as varchar) from main_staging.stg_events order by event_id"
        assert connection.execute(occurred).fetchall() == [
            ("1", "7", "2026-02-03 04:05:06"),
            ("2", "7", "2026-02-03 04:05:06"),
            ("5", "9", "2026-02-03 04:05:06"),
            ("t1", "8", "2026-02-03 04:05:06"),
            ("t2", "12345678901234567", "2026-02-03 04:05:06"),
        ]
        assert connection.execute(
            "select opportunity_id, lead_id, is_won, cast(closed_at as varchar) from main_staging.stg_opportunities"
        ).fetchall() == [("1", "7", True, "2026-02-03 04:05:06")]
        uncast = "select table_name, column_name, staged_as_null_rows from audit_uncast_values order by all"
        assert connection.execute(uncast).fetchall() == [("leads", "employee_count", 1)]
        mqls = connection.execute("select distinct lead_id from fct_mqls order by 1").fetchall()
    assert mqls == [("12345678901234567",), ("7",), ("8",), ("9",)]
    expected = evaluate(raw, built.definitions, ROOT / "seeds" / "reference", dirt.AS_OF)
    assert sorted({(row["lead_id"],) for row in expected["fct_mqls"]}) == mqls


TYPED_ENDS = {
    ("leads", "10"): ["deleted"],
    ("events", "1"): ["staged", "superseded"],
    ("events", "3"): ["quarantined"],
    ("events", "4"): ["quarantined"],
    ("events", "6"): ["quarantined"],
    ("events", "t3"): ["quarantined"],
    ("lead_decisions", "1"): ["staged"],
}


def write_typed(folder: Path) -> Path:
    """Raw tables whose columns bear types that databases and data frames give them: ids as numbers, times as epochs, NaN for nothing."""
    folder.mkdir()
    (folder / "events").mkdir()
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'Europe/Berlin'")

        def write(name: str, rows: str) -> None:
            connection.execute(f"copy ({rows}) to '{folder / name}.parquet'")

        write(
            "leads",
            """
            select
                lead_id::bigint as "Lead_ID ", timestamptz '2026-02-01 00:00:00+02' as CREATED_AT, employee_count::double as employee_count,
                annual_revenue::decimal(12, 3) as annual_revenue, is_deleted::double as is_deleted, 'x' as "order", [1, 2] as "e-mail"
            from (values
                (7, '200', null, 0), (8, 'nan', null, null), (9, '-infinity', -5, null), (10, '60', 1, 1), (12345678901234567, '60', 1.5, 0)
            ) as rows (lead_id, employee_count, annual_revenue, is_deleted)
            """,
        )
        # a column that is sometimes null comes out of a data frame as doubles, times as milliseconds
        write(
            "events/1",
            """
            select
                event_id::int as event_id, lead_id::double as lead_id, null::int as anonymous_id, 'demo_request' as event_type,
                happened as occurred_at, updated_at::double as updated_at
            from (values
                (1, 7::double, 1770091506999, 1770091507), (2, 7, 1770091506000, null), (3, null, 1770091506000, null),
                (4, 11, 1770091506000, null), (5, 9, 1770091506000, null), (6, 7, 0, null)
            ) as rows (event_id, lead_id, happened, updated_at)
            """,
        )
        # and back under another type
        write(
            "events/2",
            """
            select event_id, lead_id, 'demo_request' as event_type, occurred_at, updated_at
            from (values
                ('t1', '8', '2026-02-03T05:05:06+01:00', null), ('t2', '12345678901234567', '2/3/2026 4:05:06 AM', null),
                ('t3', '7', 'infinity', null), (' 1 ', '8', '2026-02-01', '2026-02-01')
            ) as rows (event_id, lead_id, occurred_at, updated_at)
            """,
        )
        write(
            "opportunities",
            """
            select
                1::utinyint as opportunity_id, 7.0::float as lead_id, date '2026-02-01' as created_at, 'closed won' as stage,
                1::tinyint as is_won, 1.0::double as is_closed, 1770091506::bigint as closed_at
            """,
        )
        write(
            "lead_decisions",
            """
            select
                1.0::double as decision_id, '7' as lead_id, 'accepted' as decision,
                timestamp_ns '2026-02-04 00:00:00.123456789' as decided_at
            """,
        )
    return folder


def test_parquet_of_data_frames_means_the_same(built: Built, tmp_path: Path) -> None:
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    raw = tmp_path / "raw"
    raw.mkdir()
    last_nanosecond = 1_767_311_999_999_999_999
    tables = {
        "leads": {"lead_id": ["7", "8"], "created_at": pyarrow.array([last_nanosecond, 0], pyarrow.timestamp("ns", tz="UTC"))},
        "events": {
            "event_id": pyarrow.array([1.0, 2.0, float("nan")]),
            "lead_id": pyarrow.array([7.0, float("nan"), 8.0]),
            "anonymous_id": ["a", "b", "c"],
            "event_type": ["demo_request"] * 3,
            "occurred_at": pyarrow.array([last_nanosecond, -1, 0], pyarrow.timestamp("ns")),
        },
        "opportunities": {
            "opportunity_id": ["1"],
            "stage": ["prospecting"],
            "created_at": pyarrow.array([20_000], pyarrow.date32()),
            "closed_at": pyarrow.array([400_000_000], pyarrow.date32()),
        },
    }
    for name, columns in tables.items():
        parquet.write_table(pyarrow.table(columns), raw / f"{name}.parquet")
    built.build(raw, dirt.AS_OF, "--select", "+audit_uncast_values")
    with built.project.connect() as connection:
        leads = "select lead_id, cast(created_at as varchar) from main_staging.base_leads order by lead_id"
        assert connection.execute(leads).fetchall() == [("7", "2026-01-01 23:59:59"), ("8", "1970-01-01 00:00:00")]
        events = "select event_id, lead_id, cast(occurred_at as varchar), row_fate from main_staging.base_events order by 1 nulls last"
        assert connection.execute(events).fetchall() == [
            ("1", "7", "2026-01-01 23:59:59", "staged"),
            ("2", None, "1969-12-31 23:59:59", "staged"),
            (None, "8", "1970-01-01 00:00:00", "quarantined"),
        ]
        deals = "select opportunity_id, closed_at, row_fate from main_staging.base_opportunities"
        assert connection.execute(deals).fetchall() == [("1", None, "staged")]
        uncast = "select table_name, column_name, staged_as_null_rows from audit_uncast_values"
        assert connection.execute(uncast).fetchall() == [("opportunities", "closed_at", 1)]


def test_rows_that_are_all_bad_and_tables_without_rows_leave_marts_that_are_empty(built: Built, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "leads.csv").write_text("lead_id,created_at\nL1,soon\n,2026-01-01\nL2,\n")
    (raw / "events.csv").write_text("event_id,lead_id,event_type,occurred_at\nE1,L9,demo_request,2026-01-02\nE2,,demo_request,2026-01-02\n")
    (raw / "opportunities.csv").write_text("opportunity_id,lead_id,created_at,stage\n")
    built.build(raw, dirt.AS_OF)
    with built.project.connect() as connection:
        assert connection.execute("select table_name, count(*) from audit_quarantine group by all order by all").fetchall() == [
            ("events", 2),
            ("leads", 3),
        ]
        assert connection.execute("select sum(staged_rows), sum(raw_rows) from audit_row_accounting").fetchall() == [(0, 5)]
        for mart in ("dim_leads", "fct_mqls", "fct_lead_scores", "fct_opportunities", "fct_funnel_periods", "rpt_mql_queue"):
            assert (mart, connection.execute(f"select count(*) from {mart}").fetchall()) == (mart, [(0,)])


UNREADABLE = {
    "a row with a value too many": (b"L2,a, b,2026-01-01\n", ["Expected Number of Columns: 3 Found: 4", "L2,a, b,2026-01-01"]),
    "a row with a value too few": (b"L2,2026-01-01\n", ["Expected Number of Columns: 3 Found: 2", "L2,2026-01-01"]),
    "Latin-1 bytes": ("L2,Müller,2026-01-01\n".encode("latin-1"), ["not utf-8"]),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_csv_file_that_cannot_be_read_stops_the_build_with_its_name_and_line(built: Built, tmp_path: Path, case: str) -> None:
    line, words = UNREADABLE[case]
    raw = dirt.write_clean(tmp_path / "raw")
    header = b"lead_id,first_name,created_at\n"
    # far behind what a reader looks at to guess what the file is like
    (raw / "leads.csv").write_bytes(header + b"L1,a,2026-01-01\n" * 30_000 + line + b"L3,a,2026-01-01\n")
    with pytest.raises(AssertionError) as stopped:
        built.project.run("run", "--select", "base_lead_versions", **built.environment(raw, dirt.AS_OF))
    assert [word for word in ["leads.csv", "Line: 30002", *words] if word not in str(stopped.value)] == []


def run_script(built: Built, name: str, *arguments: str) -> str:
    """What a script says of the dirty build."""
    command = [sys.executable, str(ROOT / "scripts" / f"{name}.py"), *arguments]
    environment = {**os.environ, "MQL_DUCKDB_PATH": str(built.kept.database)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_an_export_shows_what_strangers_typed_and_a_spreadsheet_runs_none_of_it(
    built: Built, connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    said = run_script(built, "export", "dim_leads", "--out", str(tmp_path / "leads.csv"))
    csv.field_size_limit(2**31 - 1)
    with (tmp_path / "leads.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert said.startswith(f"{tmp_path / 'leads.csv'}: {len(rows)} rows")
    run = [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    # a number below zero is one
    assert run == ["-5.0"]
    names = dict(connection.execute("select lead_id, first_name from dim_leads").fetchall())
    shown = {typed(row["lead_id"]): typed(row["first_name"]) for row in rows}
    assert shown == {lead_id: name or "" for lead_id, name in names.items()}
    assert "=1+1" in shown


def typed(cell: str) -> str:
    """What was typed, from a cell of an export."""
    return cell[1:] if cell.startswith(("'=", "'+", "'-", "'@")) else cell


def test_an_export_of_what_is_no_mart_says_which_there_are(built: Built) -> None:
    with pytest.raises(subprocess.CalledProcessError) as stopped:
        run_script(built, "export", 'dim_leads"; drop table dim_leads; --')
    assert "is none. This build has: audit_event_accounting" in stopped.value.stderr


@pytest.mark.parametrize("name", ["escape", "lines", "emoji"])
def test_no_name_steers_a_terminal(built: Built, name: str) -> None:
    story = run_script(built, "explain", f"X_{name}", "--definition", dirt.DEFINITION_ID)
    assert story.startswith(f"X_{name}: ")
    assert "Under o'brien" in story.splitlines()[1]
    assert not any(unicodedata.category(sign) == "Cc" and sign != "\n" for sign in story)


def test_ids_and_notes_that_are_code_stay_words(connection: duckdb.DuckDBPyConnection, built: Built, tmp_path: Path) -> None:
    found = connection.execute("select definition_id, name from dim_definitions order by 1").fetchall()
    assert found == [(dirt.DEFINITION_ID, dirt.NOTE), (dirt.OTHER_DEFINITION_ID, "</title>")]
    triggers = connection.execute("select distinct trigger_id from fct_mqls order by 1").fetchall()
    assert triggers == [("'; drop table triggers; --",), ("score",), ("{% endraw %}",)]
    assert connection.execute("select count(*) from raw.leads").fetchall() == [
        (sum(one.table == "leads" for one in PLANTED) + len(CLEAN_LEADS),)
    ]
    run_script(built, "contract", dirt.DEFINITION_ID, "--out", str(tmp_path / "page.html"))
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
