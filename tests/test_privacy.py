"""Who may see what: planted people, looked for in every text of every table, and in the bytes of the file."""

import ast
import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pytest

from tests.evaluator.raw import BLANKS
from tests.support.project import ROOT, WITHOUT_TESTS, Project, copy_project, manifest, only_these

AS_OF = "2026-03-31 12:00:00"
SALT = "a long random text"
KNOWN = "2026-01-05 09:00:00"
MODES = ["clear", "hashed", "left_out"]
# what is built in each: what reviews and periods say is made of the same steps, and both hide what they hide in the same places
BUILT = {
    "clear": [],
    "hashed": ["--exclude", "path:models/intermediate/review+", "path:models/intermediate/outcomes/periods+", "path:models/marts/review+"],
    "left_out": ["--select", "+rpt_mql_queue", "+audit_quarantine"],
}
# where names and addresses may stand in clear
NAMED = {
    ("dim_leads", "email"),
    ("dim_leads", "first_name"),
    ("dim_leads", "last_name"),
    ("rpt_mql_queue", "email"),
    ("rpt_mql_queue", "first_name"),
    ("rpt_mql_queue", "last_name"),
    ("audit_quarantine", "raw_row"),
}
# of the person who is forgotten: ids, names, addresses, device, and texts that only they left
HER = ["zq-lead", "zq-merged", "zq-phone", "Zebulona", "Quixote", "zeb.quix", "zeb.before", "zeb.merged", "Zq Asset", "Zq Title"]
# of all planted people: what must not be read where personal data is hashed or left out
NAMES = ["Zebulona", "Quixote", "Yolandria", "Wexworth", "Vondrake", "zeb.quix@", "zeb.before@", "yola@", "vond@", "zeb.quix%40"]

LEADS = [
    ("zq-lead", "Zeb.Quix@planted.org", "Zebulona", "Quixote", "Zq Title Director of Marketing", "", KNOWN),
    # merged into her, and the other way round
    ("zq-merged", "zeb.merged@planted.org", "Zebulona", "Quixote", "Director", "zq-lead", KNOWN),
    ("yola", "yola@other.example.com", "Yolandria", "Wexworth", "Director of Marketing", "", KNOWN),
    ("vond", "vond@gmail.com", "Vondrake", "", "VP of Marketing", "", KNOWN),
    ("no-mail", "", "", "", "Director of Sales", "", KNOWN),
    ("bad-mail", "Vondrake at home", "N/A", "-", "Director of Sales", "", KNOWN),
    # in quarantine: no date, and no id with a comma too many before the address
    ("vond-2", "vond@gmail.com", "Vondrake", "", "VP of Marketing", "", "some day"),
    ("", "Yolandria", "yola@other.example.com", "Wexworth", "Director", "", KNOWN),
    ("", "zeb.quix@planted.org", "Zebulona", "Quixote", "Director", "", KNOWN),
]
LEAD_COLUMNS = ["lead_id", "email", "first_name", "last_name", "job_title", "merged_into", "created_at"]
EVENTS = [
    ("zq-lead", "zq-device", "demo_request", "2026-01-10 10:00:00", "https://x.example.com/?mail=zeb.quix%40planted.org", "Zq Asset 1", ""),
    ("", "zq-device", "pricing_page_view", "2026-01-09 10:00:00", "https://x.example.com/p", "Zq Asset 2", ""),
    ("", "zq-device", "pricing_page_view", "2026-01-11 10:00:00", "", "Zq Asset 3", ""),
    ("zq-merged", "zq-phone", "webinar_attended", "2026-01-12 10:00:00", "", "Zq Asset 4", ""),
    ("", "zq-phone", "pricing_page_view", "2026-02-12 10:00:00", "", "Zq Asset 5", ""),
    # another person on the first device later on: these are his
    ("vond", "zq-device", "demo_request", "2026-01-20 10:00:00", "https://x.example.com/b?email=vond@gmail.com", "deck", "spring"),
    ("", "zq-device", "pricing_page_view", "2026-01-21 10:00:00", "", "prices", "spring"),
    ("yola", "yola-device", "demo_request", "2026-01-15 10:00:00", "", "deck", ""),
    ("", "yola-device", "pricing_page_view", "2026-01-14 10:00:00", "", "prices", ""),
    ("bad-mail", "", "demo_request", "2026-01-15 10:00:00", "", "deck", ""),
    ("no-mail", "", "demo_request", "2026-01-16 10:00:00", "", "deck", ""),
    ("-", "-", "demo_request", "2026-01-16 10:00:00", "", "vond@gmail.com", ""),
]


def write(folder: Path, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    with (folder / f"{table}.csv").open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([columns, *rows])


def write_raw(folder: Path) -> Path:
    """The planted people, as a CRM would send them."""
    folder.mkdir()
    fits = {"company_name": "Planted", "company_domain": "planted.org", "industry": "Software", "employee_count": 200, "country": "US"}
    write(folder, "leads", [*LEAD_COLUMNS, *fits], [[*lead, *fits.values()] for lead in LEADS])
    columns = ["event_id", "lead_id", "anonymous_id", "event_type", "occurred_at", "url", "asset", "campaign"]
    write(folder, "events", columns, [[f"E{number:02}", *event] for number, event in enumerate(EVENTS)])
    deals = [("D1", "zq-lead", "proposal", "2026-02-01 10:00:00"), ("D2", "vond", "proposal", "2026-02-01 10:00:00")]
    write(folder, "opportunities", ["opportunity_id", "lead_id", "stage", "created_at"], deals)
    write(folder, "opportunity_contacts", ["opportunity_id", "lead_id"], [("D1", "zq-merged")])
    decisions = [("W1", "zq-lead", "accepted", "2026-01-12 10:00:00"), ("W2", "vond", "rejected", "2026-01-22 10:00:00")]
    write(folder, "lead_decisions", ["decision_id", "lead_id", "decision", "decided_at"], decisions)
    activities = [("A1", "zq-lead", "call", "2026-01-11 10:00:00"), ("A2", "yola", "call", "2026-01-16 10:00:00")]
    write(folder, "sales_activities", ["activity_id", "lead_id", "channel", "occurred_at"], activities)
    changes = [
        ("zq-lead", "email", "2026-01-08 10:00:00", "zeb.before@planted.org", "Zeb.Quix@planted.org"),
        ("zq-lead", "last_name", "2026-01-08 10:00:00", "Wexworth", "Quixote"),
        ("vond", "email", "2026-01-08 10:00:00", "N/A", "vond@gmail.com"),
        ("vond", "", "2026-01-08 10:00:00", "vond@gmail.com", "Vondrake"),
    ]
    write(folder, "lead_changes", ["lead_id", "field", "changed_at", "old_value", "new_value"], changes)
    return folder


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_raw(tmp_path_factory.mktemp("planted") / "raw")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return copy_project(tmp_path_factory.mktemp("privacy") / "project")


def database(project: Project, mode: str) -> Path:
    return project.folder / mode / "built.duckdb"


@pytest.fixture(scope="module")
def built(project: Project, raw: Path) -> Project:
    """A file for each way to keep personal data."""
    for mode in MODES:
        database(project, mode).parent.mkdir()
        run(project, raw, mode, "build", *WITHOUT_TESTS, *BUILT[mode], "--vars", f"personal_data: {mode}")
    return project


def run(project: Project, raw: Path, mode: str, *arguments: str) -> None:
    """A build in this process."""
    variables = {"MQL_DUCKDB_PATH": str(database(project, mode)), "DBT_ENV_SECRET_MQL_HASH_SALT": SALT}
    project.run(*arguments, MQL_RAW_PATH=str(raw), MQL_AS_OF=AS_OF, **variables)


def forget(project: Project, raw: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """scripts/forget.py on the file that has everything in clear."""
    with only_these({"MQL_DUCKDB_PATH": str(database(project, "clear")), "MQL_RAW_PATH": str(raw), "MQL_AS_OF": AS_OF}):
        command = [sys.executable, "scripts/forget.py", *arguments]
        return subprocess.run(command, cwd=project.folder, env=dict(os.environ), capture_output=True, text=True, check=False)


def found(path: Path, words: Sequence[str]) -> Iterator[tuple[str, str, str, str]]:
    """Schema, table, column and word wherever one of the words stands in a table."""
    with duckdb.connect(str(path), read_only=True) as connection:
        columns = connection.execute("""
            select schema_name, table_name, column_name from duckdb_columns()
            where not internal and table_oid in (select table_oid from duckdb_tables())
        """).fetchall()
        for schema, table, column in columns:
            values = connection.execute(f'select distinct lower("{column}"::varchar) from "{schema}"."{table}"').fetchall()
            for word in words:
                if any(word.lower() in value for (value,) in values if value):
                    yield schema, table, column, word


def in_bytes(path: Path, words: Sequence[str]) -> set[str]:
    """The words that stand in any file of a folder, the list of the forgotten and the raw paths aside."""
    texts = [file.read_bytes().lower() for file in path.rglob("*") if file.is_file()]
    return {word for word in words if any(word.lower().encode() in text for text in texts)}


def test_names_and_addresses_stand_in_three_marts_and_these_are_marked(built: Project, raw: Path) -> None:
    nodes = manifest(built)["nodes"].values()
    public = {node["name"] for node in nodes if node["config"].get("access") == "public" or node["resource_type"] == "snapshot"}
    marked = {
        (node["name"], column["name"])
        for node in nodes
        for column in node["columns"].values()
        if column["config"]["meta"].get("personal_data")
    }
    everywhere = {(table, column) for _, table, column, _ in found(database(built, "clear"), NAMES)}
    assert {(table, column) for table, column in everywhere if table in public} == NAMED
    assert marked == NAMED
    assert {table for table, _ in everywhere} > {"base_lead_versions", "base_lead_changes"}


@pytest.mark.parametrize("mode", ["hashed", "left_out"])
def test_no_name_or_address_is_in_a_file_where_they_are_hashed_or_left_out(built: Project, mode: str) -> None:
    assert in_bytes(database(built, "clear").parent, NAMES) > {"Zebulona", "Vondrake", "yola@"}
    assert list(found(database(built, mode), NAMES)) == []
    assert in_bytes(database(built, mode).parent, NAMES) == set()


def test_hashes_join_and_what_is_left_out_is_null(built: Project) -> None:
    people = "select lead_id, email, first_name, last_name from dim_leads order by lead_id"
    with duckdb.connect(str(database(built, "hashed")), read_only=True) as connection:
        rows = {row[0]: row[1:] for row in connection.execute(people).fetchall()}
        assert rows["no-mail"] == (None, None, None)
        assert rows["bad-mail"][0] and "@" not in rows["bad-mail"][0]
        assert rows["bad-mail"][1:] == (None, None)
        address, _, domain = rows["vond"][0].partition("@")
        assert (len(address), domain) == (32, "gmail.com")
        in_quarantine = "select raw_row ->> 'email' from audit_quarantine where row_key = 'vond-2'"
        assert connection.execute(in_quarantine).fetchall() == [(rows["vond"][0],)]
        told = connection.execute("select lead_id, email, first_name, last_name from rpt_mql_queue").fetchall()
        assert {row[0]: row[1:] for row in told}.items() <= rows.items()
        assert told
    with duckdb.connect(str(database(built, "left_out")), read_only=True) as connection:
        assert {row[1:] for row in connection.execute(people).fetchall()} == {(None, None, None)}
        assert connection.execute("select count(*) from audit_quarantine where raw_row ->> 'email' is not null").fetchall() == [(0,)]


@pytest.mark.parametrize("mode", ["hashed", "left_out"])
def test_nothing_else_depends_on_how_personal_data_is_kept(built: Project, mode: str) -> None:
    nodes = manifest(built)["nodes"].values()
    marts = sorted(node["name"] for node in nodes if node["config"].get("access") == "public" and node["resource_type"] == "model")
    with duckdb.connect() as connection:
        for name in ("clear", mode):
            connection.execute(f"attach '{database(built, name)}' as {name} (read_only)")
        made = connection.execute("select table_name from duckdb_tables() where database_name = ?", [mode]).fetchall()
        for mart in [mart for mart in marts if (mart,) in made]:
            left_out = sorted({column for table, column in NAMED if table == mart})
            columns = f"* exclude ({', '.join(left_out)})" if left_out else "*"
            one, other = (f"select {columns} from {name}.main.{mart}" for name in ("clear", mode))
            differ = f"(({one}) except all ({other})) union all (({other}) except all ({one}))"
            assert connection.execute(differ).fetchall() == [], mart


def test_the_var_is_checked_and_hashes_need_a_salt(project: Project, raw: Path, tmp_path: Path) -> None:
    given = {"MQL_DUCKDB_PATH": str(tmp_path / "built.duckdb"), "MQL_RAW_PATH": str(raw)}
    for value, words in [("secret", "personal_data is 'secret', expected one of clear, hashed, left_out"), ("hashed", "there is no salt")]:
        with pytest.raises(AssertionError, match=words):
            project.run("run", "--select", "stg_leads", "--vars", f"personal_data: {value}", **given)


def others(project: Project) -> dict[str, list[tuple[object, ...]]]:
    """What the marts say of everybody else, the place in the queue aside."""
    said = {}
    with duckdb.connect(str(database(project, "clear")), read_only=True) as connection:
        tables = connection.execute("""
            select table_name from duckdb_columns() where schema_name in ('main', 'main_snapshots') and column_name = 'lead_id'
        """).fetchall()
        for (table,) in tables:
            schema = "main_snapshots" if table == "mql_status_audit" else "main"
            columns = "* exclude (queue_position)" if table == "rpt_mql_queue" else "*"
            said[table] = connection.execute(f"""
                select {columns} from {schema}.{table} where lead_id is null or not starts_with(lead_id, 'zq-') order by all
            """).fetchall()
    return said


def test_who_is_forgotten_is_trimmed_as_the_build_trims() -> None:
    macros = (ROOT / "macros" / "portability" / "text.sql").read_text(encoding="utf-8")
    (blanks,) = re.findall(r'macro blanks\(\) %}\s*{% do return\("(.*)"\) %}', macros)
    forget = ast.parse((ROOT / "scripts" / "forget.py").read_text(encoding="utf-8")).body
    (said,) = [ast.literal_eval(node.value) for node in forget if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "BLANKS"]
    assert sorted(json.loads(f'"{blanks}"')) == sorted(said) == sorted(BLANKS)


def test_a_person_is_forgotten_everywhere_and_does_not_come_back(built: Project, raw: Path) -> None:
    folder = database(built, "clear").parent
    log = folder / "notifications.csv"
    lines = [f"new_mql|framework|1|{lead}|1,2026-01-10T10:00:20Z,200" for lead in ("zq-lead", "vond")]
    log.write_text("\n".join(["notification_id,sent_at,status", *lines, ""]))
    before = others(built)
    gone = {word for _, _, _, word in found(database(built, "clear"), HER)}
    assert gone >= set(HER)
    assert len(in_bytes(folder, HER)) == len(HER)

    done = forget(built, raw, "zq-merged")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 person is suppressed" not in done.stderr
    assert "The raw files still hold rows that bear the id (leads 2, events 2" in done.stdout
    check_forgotten(built)
    now = others(built)
    deal = "select distinct primary_lead_id from fct_opportunities where opportunity_id = 'D1'"
    with duckdb.connect(str(database(built, "clear")), read_only=True) as connection:
        assert connection.execute(deal).fetchall() == [(None,)]
        assert connection.execute("select count(*) from raw.events").fetchall() == [(len(EVENTS) - 5,)]
        assert connection.execute("select count(distinct opportunity_id) from fct_opportunities").fetchall() == [(2,)]
    for table in set(before) - {"fct_opportunities"}:
        assert now[table] == before[table], table

    # the next load has her again, under two new ids too: by her address, and merged into who is not there any more
    with (raw / "leads.csv").open("a") as leads, (raw / "events.csv").open("a") as events:
        leads.write(f"zq-new,ZEB.quix@planted.org ,Zebulona,Quixote,Director,,{KNOWN},,,,,\n")
        leads.write(f"zq-later,,Zebulona,Quixote,Director,zq-merged,{KNOWN},,,,,\n")
        events.write("E90,zq-new,zq-phone,demo_request,2026-03-01 10:00:00,,Zq Asset 6,\n")
        events.write("E91,zq-later,,demo_request,2026-03-02 10:00:00,,Zq Asset 8,\n")
        events.write("E92,,zq-phone,pricing_page_view,2026-03-03 10:00:00,,Zq Asset 7,\n")
    run(built, raw, "clear", "run", "--select", "+int_events", "+dim_leads", "+audit_quarantine")
    check_forgotten(built)
    assert others(built)["dim_leads"] == now["dim_leads"]
    again = forget(built, raw, "zq-lead' or 1=1 --")
    assert (again.returncode, again.stdout) == (1, "")
    assert "no such lead" in again.stderr
    assert len(again.stderr.splitlines()) == 1


def check_forgotten(project: Project) -> None:
    """Nothing of her is in any table, nor in any byte of the database's folder."""
    words = [*HER, "zq-new", "zq-later"]
    assert list(found(database(project, "clear"), words)) == []
    assert in_bytes(database(project, "clear").parent, words) == set()


def test_a_list_that_is_damaged_or_lost_stops_the_build(built: Project, raw: Path) -> None:
    suppressed = database(built, "clear").with_name("suppressed_leads.csv")
    text = suppressed.read_text()
    assert text.startswith("request,kind,hash,identified_at\n1,lead_id,")
    select = ["run", "--select", "base_lead_versions"]
    suppressed.write_text(text.replace(",lead_id,", ",lead,"))
    with pytest.raises(AssertionError, match="line 2: expected request,kind,hash,identified_at"):
        run(built, raw, "clear", *select)
    suppressed.unlink()
    with pytest.raises(AssertionError, match="entries that the last build found there are missing"):
        run(built, raw, "clear", *select)
    run(built, raw, "clear", *select, "--vars", "suppressions_may_shrink: true")
    assert any(found(database(built, "clear"), ["Zebulona"]))


def test_another_lead_with_the_same_address_is_asked_about(built: Project, raw: Path, tmp_path: Path) -> None:
    with (raw / "leads.csv").open("a") as file:
        file.write(f"yola-2,Yola@other.example.com,Yolandria,,Director,,{KNOWN},,,,,\n")
    done = forget(built, raw, "yola")
    assert done.returncode == 1
    assert "yola: 1 other lead(s) bear the same e-mail address: yola-2. Nobody was forgotten." in done.stderr
    assert not database(built, "clear").with_name("suppressed_leads.csv").exists()
