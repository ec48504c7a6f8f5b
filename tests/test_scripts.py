"""`make build`'s summary and `make explain` say what the marts say, and speak to the person where they cannot."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.project import ROOT, Project


def call(database: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a script of the project on a database."""
    return subprocess.run(
        [sys.executable, str(ROOT / "scripts" / script), *arguments],
        env={**os.environ, "MQL_DUCKDB_PATH": str(database)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_summary_counts_what_the_marts_hold(demo: Project) -> None:
    printed = call(demo.database, "summary.py").stdout
    with demo.connect() as connection:
        definitions = connection.execute("select definition_id, count(*) from fct_mqls group by 1").fetchall()
        raw_rows = connection.execute("select table_name, raw_rows from audit_row_accounting").fetchall()
    for definition, mqls in definitions:
        assert any(line.split()[:1] == [definition] and f"{mqls:,}" in line for line in printed.splitlines())
    for table, rows in raw_rows:
        assert any(line.split()[:2] == [table, f"{rows:,}"] for line in printed.splitlines())


def test_a_leads_story_shows_every_cycle_and_why_it_does_not_qualify_now(demo: Project) -> None:
    with demo.connect() as connection:
        lead, lacking = connection.execute(
            """
            select scores.lead_id, scores.lacking
            from fct_lead_scores as scores
            inner join fct_mqls as mqls using (lead_id, definition_id, version)
            where definition_id = 'framework' and cycle_number = 2 and passes_gate
            order by 1 limit 1
            """
        ).fetchall()[0]
        cycles = connection.execute(
            "select mql_at, trigger_id from fct_mqls where lead_id = $1 and definition_id = 'framework'", [lead]
        ).fetchall()
    story = call(demo.database, "explain.py", lead, "--definition", "framework").stdout
    assert lacking in story
    for mql_at, trigger in cycles:
        assert any(str(mql_at) in line and trigger in line for line in story.splitlines())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nobody"], "Lead 'nobody' is not among the staged leads. audit_quarantine says"),
        (["L0000001", "--definition", "ours"], "Definition 'ours' is not in this build. It has: fit_and_intent, framework"),
        ([""], "Which lead? make explain LEAD="),
    ],
)
def test_what_cannot_be_explained_is_said_in_one_line(demo: Project, arguments: list[str], words: str) -> None:
    run = call(demo.database, "explain.py", *arguments)
    assert run.returncode != 0
    assert run.stderr.startswith(words)
    assert run.stderr.count("\n") == 1


def test_a_comparison_says_of_each_definition_what_the_marts_say(demo: Project) -> None:
    printed = [line.strip() for line in call(demo.database, "compare.py", "framework", "staged:1", "--leads", "3").stdout.splitlines()]
    with demo.connect() as connection:
        figures = connection.execute(
            """
            select count(*), count(*) filter (where decision = 'accepted'), count(*) filter (where decision <> 'pending')
            from fct_mqls where definition_id in ('framework', 'staged') group by definition_id order by definition_id
            """
        ).fetchall()
        missed = [
            set(connection.execute("select opportunity_id from rpt_false_negatives where definition_id = $1", [name]).fetchall())
            for name in ("framework", "staged")
        ]
        only_framework, both = connection.execute(
            """
            with leads as (
                select lead_id, bool_or(definition_id = 'framework') as a, bool_or(definition_id = 'staged') as b from fct_mqls group by 1
            )
            select count(*) filter (where a and not b), count(*) filter (where a and b) from leads
            """
        ).fetchall()[0]
    rows = {line.split("  ")[0]: line for line in printed}
    assert rows["MQLs"].split()[1:] == [f"{mqls:,}" for mqls, _, _ in figures]
    for _, accepted, decided in figures:
        assert f"{accepted:,} of {decided:,})" in rows["accepted, of those decided"]
    assert rows["lost: under A only"].split()[-1] == f"{only_framework:,}"
    assert rows["MQL under both"].split()[-1] == f"{both:,}"
    gained, lost = missed[0] - missed[1], missed[1] - missed[0]
    assert any(line.startswith(f"Won deals gained by staged 1: {len(gained)}, ") for line in printed)
    assert any(line.startswith(f"Won deals lost by staged 1: {len(lost)}, ") for line in printed)
    named = {line.split()[0] for line in printed if line.startswith("O")}
    assert named == {deal for (deal,) in gained | lost}
    assert sum(line.startswith("L0") for line in printed) == 6
    differing = printed[printed.index("Rules that differ") :]
    assert "fit rule  size                       A  gate: employee_count 50 to 5000" in differing
    assert "B  gate: employee_count at least 50" in differing
    assert not any("no_competitor" in line for line in differing)


def test_a_lead_that_is_lost_is_shown_with_the_rule_that_kept_it_out_on_that_day(demo: Project) -> None:
    """A manager who is an MQL under `framework` and not under `staged` fails the leadership gate of the latter, whatever else fails."""
    printed = call(demo.database, "compare.py", "framework", "staged", "--leads", "100000").stdout
    lines = printed.split("Leads lost by staged 1")[1].split("Rules that differ")[0].splitlines()
    reasons = {line.split()[0]: line for line in lines if line.startswith("  L0")}
    with demo.connect() as connection:
        juniors = connection.execute(
            """
            select distinct mqls.lead_id
            from fct_mqls as mqls
            inner join main_intermediate.int_leads as leads using (lead_id)
            inner join main_intermediate.int_lead_readings as readings
                on leads.lead_key = readings.lead_key
                and epoch(mqls.mql_at) >= readings.valid_from and epoch(mqls.mql_at) < readings.valid_to
            where mqls.definition_id = 'framework' and mqls.cycle_number = 1 and readings.seniority = 2
            """
        ).fetchall()
    assert len(juniors) > 20
    for (lead,) in juniors:
        assert lead not in reasons or "leadership: seniority 2, needs at least 3" in reasons[lead]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["framework", "ours"], "Definition 'ours' is not in this build. It has: fit_and_intent:1, framework:1"),
        (["framework", "framework:2"], "Definition 'framework:2' is not in this build. It has: "),
        (["framework", "framework:1"], "A and B are both framework 1; name two that differ."),
        (["framework", ""], "Which two definitions? make compare A="),
    ],
)
def test_what_cannot_be_compared_is_said_in_one_line(demo: Project, arguments: list[str], words: str) -> None:
    run = call(demo.database, "compare.py", *arguments)
    assert run.returncode != 0
    assert run.stderr.startswith(words)
    assert run.stderr.count("\n") == 1


def test_a_database_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    run = call(tmp_path / "none.duckdb", "summary.py")
    assert run.returncode != 0
    assert "no such database. `make build` makes it" in run.stderr


def test_the_first_five_queries_of_the_readme_run_and_say_something(demo: Project) -> None:
    block = (ROOT / "README.md").read_text().split("```sql\n")[1].split("```")[0]
    queries = [query for query in block.split(";") if query.strip()]
    assert len(queries) == 5
    with demo.connect() as connection:
        for query in queries:
            assert connection.execute(query).fetchall() != []


def test_a_profile_shows_where_the_time_of_a_models_query_goes(demo: Project) -> None:
    run = subprocess.run(
        [sys.executable, str(demo.folder / "scripts" / "profile_model.py"), "int_counts"],
        env={**os.environ, "MQL_DUCKDB_PATH": str(demo.database), "MQL_RAW_PATH": str(ROOT / "demo" / "raw")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    title, header, *lines = run.stdout.splitlines()
    seconds = [float(line.split()[0]) for line in lines]
    assert title.startswith("int_counts: ") and header.split() == ["seconds", "rows", "operator", "of"]
    assert seconds == sorted(seconds, reverse=True)
    assert any(" window " in line or " hash_group_by " in line for line in lines)


def test_a_profile_of_no_database_is_no_profile(tmp_path: Path) -> None:
    run = call(tmp_path / "none.duckdb", "profile_model.py", "int_counts")
    assert run.returncode == 1
    assert run.stderr.endswith("none.duckdb: no such database. `make build` makes it; MQL_DUCKDB_PATH names another.\n")
