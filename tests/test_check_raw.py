"""`make check-raw`: what stops a build is said with file, row and value, what is not as expected with an example; pages need no network."""

import csv
import gzip
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.support.project import ROOT, WITHOUT_TESTS, copy_project, only_these
from tests.test_bad_input import RAW, write_raw

sys.path.insert(0, str(ROOT / "scripts"))

import check_raw
from raw_checks import thresholds
from raw_checks.macros import contract_tables

AS_OF = "2025-02-01 00:00:00"
HOSTILE = "<script>alert(1)</script>"


class Checked:
    """Calls of the check on a raw folder, with a record and pages of its own."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.raw = folder / "raw"
        self.record = folder / "mql.checks.json"
        self.docs = folder / "docs"
        self._capture = capture

    def __call__(self, *arguments: str, raw: Path | None = None) -> tuple[int, str, str]:
        """Exit code, what was printed, and what was said on stderr."""
        with only_these({"MQL_RAW_PATH": str(raw or self.raw), "MQL_DUCKDB_PATH": str(self.folder / "mql.duckdb"), "MQL_AS_OF": AS_OF}):
            code = check_raw.main(["--docs", str(self.docs), *arguments])
        return code, *self._capture.readouterr()


@pytest.fixture
def checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Checked:
    return Checked(tmp_path, capsys)


def write_table(folder: Path, name: str, rows: list[dict[str, object]]) -> None:
    """Writes a csv file; a row that lacks a column leaves it blank."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(column for row in rows for column in row)), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def leads(count: int, **more: object) -> list[dict[str, object]]:
    return [{"lead_id": f"L{number}", "created_at": "2025-01-30", "employee_count": 50} | more for number in range(count)]


def events(count: int, **more: object) -> list[dict[str, object]]:
    usual = {"event_type": "demo_request", "occurred_at": "2025-01-31 12:00:00"}
    return [{"event_id": f"E{number}", "lead_id": f"L{number % 10}"} | usual | more for number in range(count)]


def deals(count: int, **more: object) -> list[dict[str, object]]:
    usual = {"lead_id": "L1", "stage": "prospecting", "created_at": "2025-01-29"}
    return [{"opportunity_id": f"O{number}"} | usual | more for number in range(count)]


def clean(folder: Path) -> None:
    """A raw folder in which everything is as expected."""
    write_table(folder, "leads", leads(40))
    write_table(folder, "events", events(100))
    write_table(folder, "opportunities", deals(5))


def to_parquet(folder: Path, name: str) -> Path:
    """The same table as parquet."""
    file = folder / f"{name}.parquet"
    duckdb.execute(f"copy (from read_csv('{folder / name}.csv', all_varchar = true)) to '{file}' (compression snappy)")
    (folder / f"{name}.csv").unlink()
    return file


# what stops a build


@pytest.mark.parametrize("case", RAW)
def test_what_stops_dbt_before_a_model_stops_the_check_with_one_line(checked: Checked, case: str) -> None:
    spoil, words = RAW[case]
    write_raw(checked.raw)
    spoil(checked.raw)
    code, printed, said = checked()
    assert (code, printed, said.count("\n")) == (1, "", 1)
    assert [word for word in words if word.lower() not in said.lower()] == []


def latin_1_far_down(folder: Path) -> None:
    rows = "".join(f"L{number},2025-01-01,Müller\n" for number in range(30_000))
    bad = "L30000,2025-01-01,Bäcker GmbH\n".encode("latin-1")
    (folder / "leads.csv").write_bytes(f"lead_id,created_at,company_name\n{rows}".encode() + bad)


def utf_16(folder: Path) -> None:
    (folder / "leads.csv").write_bytes((folder / "leads.csv").read_text().encode("utf-16"))


def zipped(folder: Path) -> None:
    (folder / "leads.csv").write_bytes(gzip.compress((folder / "leads.csv").read_bytes()))


def too_many_values(folder: Path) -> None:
    (folder / "leads.csv").write_text("lead_id,created_at,company_name\nL1,2025-01-01,Acme, Inc, of Ohio\nL2\nL3,2025-01-01,x\n")


def open_quote(folder: Path) -> None:
    (folder / "leads.csv").write_text('lead_id,created_at,company_name\nL1,2025-01-01,a\nL2,2025-01-01,"b\nL3,2025-01-01,c\n')


def half_a_parquet_file(folder: Path) -> None:
    file = to_parquet(folder, "events")
    file.write_bytes(file.read_bytes()[:-20])


def spoilt_pages(folder: Path) -> None:
    write_table(folder, "events", events(50_000))
    file = to_parquet(folder, "events")
    content = bytearray(file.read_bytes())
    content[1000:4000] = bytes(range(1, 251)) * 12
    file.write_bytes(content)


def one_bad_file_of_many(folder: Path) -> None:
    (folder / "events").mkdir()
    (folder / "events.csv").rename(folder / "events" / "part-1.csv")
    (folder / "events" / "part-2.csv").write_bytes(b"event_id,lead_id,event_type,occurred_at\nE2,L1,caf\xe9,2025-01-04\n")


UNREADABLE: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    "a byte that is no UTF-8": (latin_1_far_down, ["leads.csv, row 30002: 'Bäcker GmbH' is not UTF-8", "expected CSV in UTF-8", "iconv"]),
    "UTF-16": (utf_16, ["leads.csv is UTF-16 text, expected CSV in UTF-8", "Save it as UTF-8"]),
    "a gzip archive": (zipped, ["leads.csv is a gzip archive", "Unpack it"]),
    "a row with too many values": (too_many_values, ["leads.csv, row 2: 5 values for 3 columns, the last is ' of Ohio'", "Quote values"]),
    "a quote that is never closed": (open_quote, ["leads.csv, row 3:", "expected each quote closed"]),
    "half a parquet file": (half_a_parquet_file, ["events.parquet cannot be read", "whole parquet file", "Export it again"]),
    "pages of a parquet file that are spoilt": (spoilt_pages, ["events.parquet cannot be read", "Export it again"]),
    "one bad file of many": (one_bad_file_of_many, ["part-2.csv, row 2: 'café' is not UTF-8"]),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_file_that_cannot_be_read_stops_with_file_row_value_and_what_to_do(checked: Checked, case: str) -> None:
    spoil, words = UNREADABLE[case]
    write_raw(checked.raw)
    spoil(checked.raw)
    code, printed, said = checked()
    assert (code, printed, said.count("\n")) == (1, "", 1)
    assert [word for word in words if word not in said] == []


def test_a_stop_leaves_neither_a_record_nor_pages_of_an_older_check(checked: Checked) -> None:
    clean(checked.raw)
    assert checked()[0] == 0
    before = checked.record.read_text()
    (checked.raw / "leads.csv").write_text("")
    assert checked()[0] == 1
    assert checked.record.read_text() == before
    assert not checked.docs.exists()


def test_an_as_of_that_is_no_time_stops_as_it_stops_the_build(checked: Checked) -> None:
    clean(checked.raw)
    code, _, said = checked("--as-of", "last Tuesday")
    assert code == 1
    assert "as_of is 'last Tuesday', expected a date or a UTC time" in said


# what is said


def test_where_all_is_as_expected_one_line_says_so(checked: Checked) -> None:
    clean(checked.raw)
    assert checked("--strict", "--notes") == (0, "raw data: 3 tables, 145 rows, nothing to report\n", "")


def dirty(folder: Path) -> None:
    """A raw folder with something of every kind that a single load can be warned of."""
    clean(folder)
    write_table(
        folder, "leads", [*leads(40), {"lead_id": "L98", "created_at": "yesterday"}, *leads(3, lead_id="L99", employee_count="about 50")]
    )
    write_table(folder / "events", "a", events(40, loaded_at="2025-01-20 00:00:00"))
    odd = [{"event_type": HOSTILE, "duration_seconds": 5}, {"lead_id": "L404"}, {"lead_id": "L404"}, {"lead_id": ""}]
    write_table(folder / "events", "b", [*events(3, event_type=HOSTILE), *(events(1, **row)[0] for row in odd)])
    (folder / "events" / "late.parquet.tmp").write_text("")
    (folder / "events.csv").unlink()
    write_table(
        folder, "opportunities", [*deals(3), deals(1, opportunity_id="O9", amount="a lot")[0], deals(1, opportunity_id="O10", stage="")[0]]
    )
    write_table(folder, "accounts", [{"company_domain": "example.com", "is_customer_since": "when?"}])


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """What one check says of the dirty folder, and where its pages are."""
    folder = tmp_path_factory.mktemp("dirty")
    dirty(folder / "raw")
    run = subprocess.run(
        [sys.executable, "-c", OFFLINE, str(ROOT / "scripts" / "check_raw.py"), "--notes", "--docs", str(folder / "docs")],
        env={**os.environ, "MQL_RAW_PATH": str(folder / "raw"), "MQL_DUCKDB_PATH": str(folder / "mql.duckdb"), "MQL_AS_OF": AS_OF},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    return folder, run.stdout.splitlines()


# a process in which every call to another machine fails loudly, and which leaves without loading what is not needed
OFFLINE = """
import runpy, socket, sys
def refuse(*arguments):
    print("a call to", *arguments, file=sys.stderr)
    raise OSError("no network")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
sys.argv = sys.argv[1:]
sys.path.insert(0, sys.argv[0].rpartition("/")[0])
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    if "scipy.stats._stats_py" in sys.modules:
        print("statistics were loaded that nobody asked for", file=sys.stderr)
"""

SAID = {
    "a value that is not of its type": (
        "leads.employee_count: 3 of 43 values (7 %) are no number, the first in {raw}/leads.csv, row 43: 'about 50'; "
        "expected at most 5 %. They are staged as null and counted in audit_uncast_values."
    ),
    "a required time that is none": (
        "leads.created_at: 1 of 44 values (2.3 %) are null or no timestamp, the first in {raw}/leads.csv, row 42: 'yesterday'"
    ),
    "a required text that is blank": (
        "opportunities.stage: 1 of 5 values (20 %) are blank, the first in {raw}/opportunities.csv, row 6: null; expected at most 1 %"
    ),
    "a number that is a word": "opportunities.amount: 1 of 1 values (100 %) are no number, the first in {raw}/opportunities.csv, row 5",
    "names that no mapping knows": (
        f"events.event_type: 4 of 47 events (8.5 %) bear one of 1 names that no mapping knows: '{HOSTILE}' (4); expected at most 5 %"
    ),
    "rows that will be quarantined": (
        "events: 3 of 47 rows (6.4 %) will be quarantined: lead_id is in no row of leads (2), neither lead_id nor anonymous_id (1); ex"
    ),
    "old data": "events.loaded_at: the newest loaded_at is 2025-01-20 00:00 UTC, 12.0 days before as_of; expected at most 3",
    "files that nobody reads": "events: 1 file read by nobody: {raw}/events/late.parquet.tmp; expected none",
    "files that differ": (
        "events: 1 of 2 files with other columns or types than most: {raw}/events/b.csv lacks loaded_at; has duration_seconds besides; ex"
    ),
    "a column of an optional table": "accounts.is_customer_since: 1 of 1 values (100 %) are no timestamp",
}


@pytest.mark.parametrize("case", SAID)
def test_what_is_not_as_expected_is_said_with_an_example(report: tuple[Path, list[str]], case: str) -> None:
    folder, lines = report
    words = SAID[case].format(raw=folder / "raw")
    assert [line for line in lines if line.startswith("  warning: ") and words in line] != [], "\n".join(lines)


def test_nothing_is_said_twice_and_the_first_line_counts_it(report: tuple[Path, list[str]]) -> None:
    folder, (first, *lines) = report
    warnings, notes = (sum(line.startswith(f"  {kind}: ") for line in lines) for kind in ("warning", "note"))
    assert warnings >= len(SAID)
    counted = [f"{count} {kind}{'s' * (count != 1)}" for count, kind in ((warnings, "warning"), (notes, "note")) if count]
    assert first == f"raw data: 4 tables, 97 rows, {', '.join(counted)} ({folder / 'docs' / 'index.html'})"
    subjects = [line.split(" ")[3] + line.split("; expected")[0] for line in lines]
    assert len(subjects) == len(set(subjects)) == warnings + notes


def test_a_table_without_rows_is_worth_a_warning(checked: Checked) -> None:
    clean(checked.raw)
    (checked.raw / "events.csv").write_text("event_id,lead_id,event_type,occurred_at\n")
    code, printed, _ = checked("--strict")
    assert code == 2
    assert "  warning: events: 0 rows; expected at least 1." in printed


@pytest.mark.parametrize("other", ["events.parquet", "events", "Events.CSV"])
def test_two_kinds_of_file_for_one_table_are_worth_a_warning(checked: Checked, other: str) -> None:
    clean(checked.raw)
    if other == "events.parquet":
        to_parquet(checked.raw, "events")
        write_table(checked.raw, "events", events(7))
        unread, rows = "events.csv", 145
    elif other == "events":
        write_table(checked.raw / "events", "more", events(7))
        unread, rows = "events/more.csv", 145
    else:
        (checked.raw / other).write_text("event_id\nE1\n")
        unread, rows = other, 145
    code, printed, _ = checked("--strict")
    assert code == 2
    assert f"{rows} rows" in printed
    assert f"  warning: events: 1 file read by nobody: {checked.raw / unread}; expected none" in printed


# volume against the load before


def test_a_load_is_compared_with_the_one_before_until_another_load_comes(checked: Checked) -> None:
    clean(checked.raw)
    assert checked("--strict")[0] == 0
    write_table(checked.raw, "events", events(80))
    words = "  warning: events: 80 rows, 100 at the load before (80 %); expected at least 90 % and at most 300 %."
    for _ in range(2):
        code, printed, _ = checked("--strict")
        assert code == 2
        assert words in printed
    write_table(checked.raw, "events", events(81))
    assert checked("--strict")[:2] == (0, "raw data: 3 tables, 126 rows, nothing to report\n")


def test_an_explosion_and_a_table_and_a_column_that_are_gone_are_said(checked: Checked) -> None:
    clean(checked.raw)
    write_table(checked.raw, "accounts", [{"company_domain": "example.com"}])
    assert checked("--strict")[0] == 0
    write_table(checked.raw, "events", events(301))
    write_table(checked.raw, "leads", [{"lead_id": row["lead_id"], "created_at": row["created_at"]} for row in leads(40)])
    (checked.raw / "accounts.csv").unlink()
    printed = checked()[1]
    assert "events: 301 rows, 100 at the load before (301 %); expected at least 90 % and at most 300 %." in printed
    assert "accounts: 0 rows, 1 at the load before (0 %)" in printed
    assert "leads: 1 column of the load before not there now: employee_count; expected none" in printed


def test_another_folder_is_no_later_load(checked: Checked) -> None:
    clean(checked.raw)
    assert checked()[0] == 0
    clean(checked.folder / "other")
    write_table(checked.folder / "other", "events", events(10))
    assert checked("--strict", raw=checked.folder / "other")[0] == 0


def test_a_record_is_whole_or_not_written_and_one_that_is_spoilt_is_no_stop(checked: Checked, monkeypatch: pytest.MonkeyPatch) -> None:
    clean(checked.raw)
    with monkeypatch.context() as patched:
        patched.setattr(check_raw, "judge", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            checked()
    assert not checked.record.exists()
    checked.record.write_text('[{"raw_path": "x"')
    code, _, said = checked()
    assert code == 0
    assert f"{checked.record} cannot be read" in said
    assert json.loads(checked.record.read_text())[0]["load"]["rows"] == {"leads": 40, "events": 100, "opportunities": 5}
    assert [path.name for path in checked.folder.iterdir() if path.suffix != ".json" and path.name not in ("raw", "docs")] == []


# what is expected


def own_expectations(folder: Path, row: str) -> Path:
    """A file of expectations with one row."""
    file = folder / "expectations.csv"
    file.write_text(f"{','.join(thresholds.HEADER)}\n{row}\n")
    return file


def test_a_team_may_stop_on_more_and_be_told_in_one_line(checked: Checked) -> None:
    clean(checked.raw)
    code, printed, said = checked("--expectations", str(own_expectations(checked.folder, "rows,events,*,1000,,stop,")))
    assert code == 1
    assert said == "events: 100 rows; expected at least 1,000. Is the export of events complete?\n"
    assert printed.startswith("raw data: 3 tables, 145 rows, 1 stop (")


def test_the_shipped_expectations_stop_on_nothing_that_the_contract_lets_go() -> None:
    assert {row.severity for row in thresholds.read_expectations(contract_tables("raw"))} == {"warn", "note"}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("vibes,*,*,,1,warn,", "row 2: check is 'vibes', expected one of rows,"),
        ("rows,*,*,,1,panic,", "row 2: severity is 'panic', expected one of stop, warn, note"),
        ("rows,*,*,,few,warn,", "row 2: at_least and at_most are numbers or blank"),
        ("rows,*,*", "row 2: expected the columns check, table_name"),
        ("rows,lead,*,1,,warn,", "row 2: table_name is 'lead', expected one of *, leads, events,"),
        ("uncast_share,leads,employees,,0,warn,", "row 2: column_name is 'employees', expected one of *, lead_id,"),
    ],
)
def test_an_expectation_that_says_nothing_stops_with_its_row(checked: Checked, row: str, words: str) -> None:
    clean(checked.raw)
    code, _, said = checked("--expectations", str(own_expectations(checked.folder, row)))
    assert code == 1
    assert words in said


def test_the_more_particular_row_wins_and_one_without_bounds_switches_off(checked: Checked) -> None:
    clean(checked.raw)
    row = "rows,*,*,1000,,warn,\nrows,leads,*,40,,warn,\nrows,opportunities,*,,,warn,"
    printed = checked("--expectations", str(own_expectations(checked.folder, row)))[1]
    assert [line.split(":")[1] for line in printed.splitlines()[1:]] == [" events"]


# the pages


class Links(HTMLParser):
    """Elements and addresses of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "srcset", "data", "action")]


def test_the_pages_load_nothing_run_nothing_and_lead_to_each_other(report: tuple[Path, list[str]]) -> None:
    docs = report[0] / "docs"
    pages = {path: path.read_text(encoding="utf-8") for path in docs.rglob("*") if path.is_file()}
    assert {path.suffix for path in pages} == {".html"}
    assert len(pages) == 5
    for path, html in pages.items():
        links = Links(html)
        assert links.tags.isdisjoint({"script", "img", "iframe", "object", "svg"})
        assert not re.search(r"https?://|@import|url\(", html)
        reached = {(path.parent / address).resolve() for address in links.addresses if not address.startswith(("#", "data:,"))}
        assert reached <= set(pages)
        assert reached == (set(pages) - {path} if path.parent == docs else {docs / "index.html"})


def test_the_pages_say_what_was_printed(report: tuple[Path, list[str]]) -> None:
    folder, lines = report
    index = (folder / "docs" / "index.html").read_text(encoding="utf-8")
    assert index.count('class="badge watch"') == sum(line.startswith("  warning: ") for line in lines)
    assert "&lt;script&gt;alert(1)" in index
    (leads_page,) = (folder / "docs").glob("validations/leads/**/*.html")
    page = leads_page.read_text(encoding="utf-8")
    assert "at most 5 % (warn): 3 of 43 values (7 %) are no number" in page
    assert "fa-times" in page
    assert "≈0.06976" in page


@pytest.mark.parametrize("width", [390, 1280])
def test_in_a_browser_the_pages_keep_their_looks_and_ask_for_nothing(browser: Any, report: tuple[Path, list[str]], width: int) -> None:
    docs = report[0] / "docs"
    for path in [docs / "index.html", *docs.glob("validations/events/**/*.html")]:
        shown = browser.new_page(viewport={"width": width, "height": 800})
        said: list[str] = []
        asked: list[str] = []
        shown.on("console", lambda message, said=said: said.append(message.text))
        shown.on("pageerror", lambda error, said=said: said.append(str(error)))
        shown.on("request", lambda request, asked=asked: asked.append(request.url))
        shown.goto(path.as_uri())
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert (said, asked) == ([], [path.as_uri()])
        assert "serif" in shown.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
        assert shown.evaluate("[...document.querySelectorAll('section')].every(one => one.getBoundingClientRect().height > 60)")
        if path.parent != docs:
            signs = shown.evaluate("[...document.querySelectorAll('.fas')].map(one => getComputedStyle(one, '::before').content)")
            assert set(signs) == {'"● yes"', '"■ no"'}
        shown.close()


# what the build says of the same folder


def every_reason(folder: Path) -> None:
    """A raw folder with a row for each reason for which the contract sets one aside, and values that do not cast."""
    write_table(
        folder,
        "leads",
        [
            *leads(20),
            *({"lead_id": f"V{number}", "created_at": "2025-01-01", "employee_count": value} for number, value in enumerate(VALUES)),
            {"lead_id": " ", "created_at": "2025-01-01"},
            *({"lead_id": f"T{number}", "created_at": value} for number, value in enumerate(TIMES)),
            *({"lead_id": one, "created_at": "2025-01-02", "merged_into": two} for one, two in ("AB", "BA", "CA", "XL")),
            {"lead_id": "B", "created_at": "2025-01-02", "merged_into": "L1", "updated_at": "2025-01-01"},
            {"lead_id": "B", "created_at": "2025-01-02", "merged_into": "A", "updated_at": "2025-01-03"},
        ],
    )
    odd: list[dict[str, object]] = [
        {"event_id": ""},
        {"event_id": " "},
        {"occurred_at": ""},
        {"occurred_at": "last week"},
        {"lead_id": ""},
        {"lead_id": "N/A", "anonymous_id": "-"},
        {"lead_id": "N/A", "anonymous_id": "cookie"},
        {"lead_id": "nobody"},
        {"lead_id": "T1"},
        {"duration_seconds": "long", "is_bot": "perhaps"},
        {"duration_seconds": "n/a", "is_bot": "no"},
    ]
    write_table(folder, "events", [*events(10), *(events(1, event_id=f"X{number}")[0] | row for number, row in enumerate(odd))])
    write_table(
        folder, "opportunities", [*deals(2), *deals(1, opportunity_id=""), *deals(1, created_at="soon"), *deals(1, lead_id="nobody")]
    )
    pairs = [("O1", "L1"), ("", "L1"), ("O1", ""), ("O1", "nobody")]
    write_table(folder, "opportunity_contacts", [{"opportunity_id": deal, "lead_id": lead, "role": "-"} for deal, lead in pairs])
    touches = [
        ("A1", "L1", "2025-01-05"),
        ("", "L1", "2025-01-05"),
        ("A2", "L1", "-"),
        ("A3", "", "2025-01-05"),
        ("A4", "nobody", "2025-01-05"),
    ]
    names = ("activity_id", "lead_id", "occurred_at", "channel")
    write_table(folder, "sales_activities", [dict(zip(names, (*row, "call"), strict=True)) for row in touches])
    words = [(*row, "Accepted ") for row in touches] + [("A5", "L1", "2025-01-05", "maybe"), ("A6", "L1", "2025-01-05", "")]
    names = ("decision_id", "lead_id", "decided_at", "decision")
    write_table(folder, "lead_decisions", [dict(zip(names, row, strict=True)) for row in words])
    changes = [("L1", "industry", "2025-01-05"), ("", "industry", "2025-01-05"), ("L1", " ", "2025-01-05"), ("L1", "industry", "then")]
    changes += [("nobody", "industry", "2025-01-05")]
    write_table(folder, "lead_changes", [dict(zip(("lead_id", "field", "changed_at"), row, strict=True)) for row in changes])
    write_table(
        folder, "accounts", [{"company_domain": "example.com", "churned_at": "long ago"}, {"company_domain": ""}, {"company_domain": "  "}]
    )
    costs = [("2025-01-01", "email", "10"), ("then", "email", "10"), ("2025-01-01", "", "10"), ("2025-01-01", "event", "much")]
    write_table(folder, "channel_costs", [dict(zip(("month", "lead_source", "cost"), row, strict=True)) for row in costs])


VALUES = ["about 50", "1,000", "51-200", "N/A", "nan", "inf", "$1,200", "", "12.5"]
TIMES = ["2025-01-01T10:00:00Z", "never", "1/31/2025", "1735689600", "", "2025-13-01"]


def test_what_it_says_of_quarantine_and_casts_is_what_the_build_finds(tmp_path: Path) -> None:
    every_reason(tmp_path / "raw")
    project = copy_project(tmp_path / "project")
    environment = {"MQL_RAW_PATH": str(tmp_path / "raw"), "MQL_AS_OF": AS_OF}
    project.run("build", *WITHOUT_TESTS, "--select", "+audit_quarantine", "+audit_uncast_values", **environment)
    with only_these({**environment, "MQL_DUCKDB_PATH": str(tmp_path / "mql.duckdb")}):
        rows, findings = check_raw.check(check_raw.parsed(["--docs", str(tmp_path / "docs")]))
    with project.connect() as connection:
        reasons = connection.execute("select table_name, reason, count(*) from audit_quarantine group by all").fetchall()
        uncast = connection.execute("select table_name, column_name, staged_as_null_rows from audit_uncast_values").fetchall()
    said = {finding.measure.table: finding.measure for finding in findings if finding.measure.check == "quarantined_share"}
    assert {table for table, *_ in reasons} == set(said) == set(rows)
    for table, measure in said.items():
        of_table = {reason: count for name, reason, count in reasons if name == table}
        assert round(measure.value * rows[table]) == sum(of_table.values()), measure.words
        assert {reason: int(count) for reason, count in re.findall(r"[:,] ([^,]*?|[^:]*?, [^,]*?) \((\d+)\)", measure.words)} == of_table
    found = {finding.measure.subject: finding.measure.words for finding in findings if finding.measure.check == "uncast_share"}
    expected = {f"{table}.{column}": count for table, column, count in uncast if (table, column) != ("opportunities", "lead_id")}
    assert {subject: int(words.split(" of ")[0]) for subject, words in found.items()} == expected
    assert len(expected) >= 4
