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
