"""The questions of docs/bi-questions.md have the answers that the page shows, and the page names every public table that it should."""

import re

import pytest

from tests.support.markdown import as_table
from tests.support.project import ROOT, Project

PAGE = (ROOT / "docs" / "bi-questions.md").read_text(encoding="utf-8")
QUESTIONS = re.findall(r"### (\d+\..*?)\n.*?```sql\n(.*?)```\n\n(\|.*?\|)\n(?!\|)", PAGE + "\n", re.DOTALL)


def test_the_page_asks_ten_questions() -> None:
    assert len(QUESTIONS) == 10


@pytest.mark.parametrize(("question", "query", "answer"), QUESTIONS, ids=[title for title, _, _ in QUESTIONS])
def test_the_page_answers_as_the_demo_does(demo: Project, question: str, query: str, answer: str) -> None:
    with demo.connect() as connection:
        result = connection.execute(query)
        columns, rows = [column[0] for column in result.description], result.fetchall()
    assert rows, question
    assert as_table(columns, rows) == answer


def test_every_table_that_the_page_names_is_there(demo: Project) -> None:
    with demo.connect() as connection:
        there = {name for (name,) in connection.execute("select table_name from information_schema.tables").fetchall()}
    named = set(re.findall(r"`((?:fct|dim|rpt)_[a-z_]+)[.`]", PAGE))
    assert len(named) > 15
    assert named <= there
