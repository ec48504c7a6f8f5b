"""The report on dialects says which SQL another warehouse's grammar refuses, and why."""

import sys

from tests.support.project import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
import dialects


def test_what_a_grammar_refuses_is_named_with_its_first_error() -> None:
    assert dialects.first_error("select a from b union all select a from c", "bigquery") is None
    assert "Expected DISTINCT or ALL" in str(dialects.first_error("select a from b union select a from c", "bigquery"))
    assert dialects.first_error("select 'never closed", "snowflake") is not None


def test_the_report_counts_and_lists() -> None:
    page = dialects.report({"models/a.sql": "select 1 as x", "models/b.sql": "select 1 as x union select 2 as x"}, "duckdb")
    assert "| bigquery | 1 | 1 |" in page and "| redshift | 2 | 0 |" in page
    assert "| models/b.sql | Expected DISTINCT or ALL" in page
