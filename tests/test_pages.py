"""`make report` and `make contract`: what the marts say, in one file that needs no network, fit to be read, printed and signed."""

import os
import re
import shutil
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.support.project import ROOT, Project

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">"&'
WIDTHS = (390, 1280)


def call(database: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a script of the project on a database."""
    return subprocess.run(
        [sys.executable, str(ROOT / "scripts" / script), *arguments],
        env={**os.environ, "MQL_DUCKDB_PATH": str(database)},
        capture_output=True,
        text=True,
        check=False,
    )


def written(database: Path, folder: Path, script: str, *arguments: str) -> str:
    """The page that a script writes."""
    out = folder / f"{script.removesuffix('.py')}.html"
    run = call(database, script, *arguments, "--out", str(out))
    assert run.returncode == 0, run.stderr
    return out.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(demo: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both pages of the demo."""
    folder = tmp_path_factory.mktemp("pages")
    written(demo.database, folder, "report.py")
    written(demo.database, folder, "contract.py", "framework")
    return folder


@pytest.fixture(params=["report", "contract"])
def page(folder: Path, request: pytest.FixtureRequest) -> str:
    """Each of both pages."""
    return (folder / f"{request.param}.html").read_text(encoding="utf-8")


@pytest.fixture
def changed(demo: Project, tmp_path: Path) -> Path:
    """A copy of the demo's database, to be written to."""
    return Path(shutil.copy(demo.database, tmp_path / "changed.duckdb"))


class Elements(HTMLParser):
    """The elements of a page in order, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def text_of(html: str, anchor: str) -> str:
    """What a person reads in a section."""
    section = re.search(rf'<section id="{anchor}".*?</section>', html, re.DOTALL)
    assert section, f"no section {anchor}"
    words = unescape(re.sub("<[^>]*>", " ", section[0])).replace("\N{NO-BREAK SPACE}", " ")
    return re.sub(r"\s+", " ", words)


def test_a_page_loads_nothing_and_runs_nothing(page: str) -> None:
    for tag, attributes in Elements(page).found:
        assert tag not in ("script", "iframe", "object", "embed", "img", "image", "use")
        for name, value in attributes.items():
            assert not name.startswith("on")
            assert name not in ("href", "src", "xlink:href", "srcset", "data") or (value or "").startswith(("#", "data:,"))
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)


def test_a_page_has_language_landmarks_and_headings_in_order(page: str) -> None:
    found = Elements(page).found
    tags = [tag for tag, _ in found]
    assert ("html", {"lang": "en"}) in found
    assert [tags.count(tag) for tag in ("h1", "header", "nav", "main", "footer")] == [1, 1, 1, 1, 1]
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in found if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {str(attributes["href"])[1:] for tag, attributes in found if tag == "a"} <= set(ids)


def test_every_chart_says_what_it_shows_with_figures(folder: Path) -> None:
    html = (folder / "report.html").read_text(encoding="utf-8")
    charts = re.findall(r"<svg ([^>]*)>(<title[^>]*>)([^<]+)</title><desc[^>]*>([^<]+)</desc>", html)
    assert len(charts) == html.count("<svg") >= 18
    for attributes, _, title, description in charts:
        assert 'role="img"' in attributes
        assert "aria-labelledby=" in attributes
        assert len(title) > 10
        assert re.search(r"\d", description)


def test_headline_figures_are_those_of_the_marts(demo: Project, folder: Path) -> None:
    shown = text_of((folder / "report.html").read_text(encoding="utf-8"), "verdicts")
    with demo.connect() as connection:
        rows = connection.execute(
            """
            select value, numerator, denominator, round(100 * lower_95), round(100 * upper_95), band
            from fct_funnel_periods
            where definition_id = 'framework' and period_grain = 'quarter' and period_start_on = date '2026-01-01'
                and metric in ('acceptance_rate', 'false_negative_rate', 'response_within_sla_rate', 'mql_to_opportunity_rate', 'win_rate')
            """
        ).fetchall()
    assert len(rows) == 5
    for value, part, whole, lower, upper, band in rows:
        assert f"{100 * value:.1f} %" in shown
        assert re.search(rf"\b{part:.0f} of {whole:.0f}\b", shown)
        assert f"{lower:.0f}–{upper:.0f} %" in shown
        assert band is None or band.replace("_", " ") in shown


def test_each_section_says_what_its_mart_says(demo: Project, folder: Path) -> None:
    html = (folder / "report.html").read_text(encoding="utf-8")
    with demo.connect() as connection:

        def one(sql: str) -> tuple[Any, ...]:
            return connection.execute(sql).fetchall()[0]

        under_review = "definition_id = 'framework' and quarter_starts_on = date '2026-01-01'"
        pending, decided = one(f"select pending, acceptance_rate_decided from rpt_acceptance where {under_review}")
        reason, times = one(f"select rejection_reason, rejections from rpt_rejection_reasons where {under_review} and reason_rank = 1")
        deals = connection.execute(
            "select opportunity_id from rpt_false_negatives where definition_id = 'framework' and counts_in_rate "
            "and closed_at >= '2026-01-02' and closed_at < '2026-03-31'"
        ).fetchall()
        in_time, late = one(
            "select sum(answered_in_time), sum(answered_late) from rpt_sla_compliance "
            "where definition_id = 'framework' and mql_month between date '2026-01-01' and date '2026-03-31'"
        )
        (today,) = one("select mqls_per_month from rpt_threshold_backtest where definition_id = 'framework' and variant_kind = 'as_is'")
        (young,) = one(
            "select count(*) from fct_funnel_conversions where definition_id = 'framework' and cut = 'all' and not is_mature "
            "and entered > 0 and cohort_month between date '2026-01-01' and date '2026-03-31' and step <> 'accepted_to_sql' "
            "and step <> 'sql_to_opportunity'"
        )
        definitions = [name for (name,) in connection.execute("select definition_id from dim_definitions").fetchall()]
    assert f"has not decided on {pending}" in text_of(html, "acceptance")
    assert f"{100 * decided:.1f} % of those decided" in text_of(html, "acceptance")
    assert f"First: {reason.replace('_', ' ')}, {times}" in text_of(html, "rejections")
    assert deals
    assert all(deal in text_of(html, "missed") for (deal,) in deals)
    assert f"{in_time} were answered in time" in text_of(html, "service")
    assert f"{late} late" in text_of(html, "service")
    assert f"As it is today {today:.1f}" in text_of(html, "backtest")
    assert young
    assert text_of(html, "funnel").count("▲ not mature") == young
    assert all(name in text_of(html, "comparison") for name in definitions)


def test_the_contract_says_every_rule_and_is_unsigned(demo: Project, folder: Path) -> None:
    html = (folder / "contract.html").read_text(encoding="utf-8")
    shown = " ".join(text_of(html, anchor) for anchor in ("who", "what", "points", "commitments"))
    with demo.connect() as connection:
        terms = connection.execute(
            """
            select terms.file_name, terms.words
            from main_intermediate.int_definition_terms as terms
            inner join main_staging.stg_definitions as definitions using (definition_key)
            where definition_id = 'framework' and file_name in ('fit_rules.csv', 'scoring_rules.csv', 'trigger_conditions.csv')
            """
        ).fetchall()
        commitments = connection.execute(
            """
            select commitments.description
            from main_staging.stg_commitments as commitments
            inner join main_staging.stg_definitions using (definition_key)
            where definition_id = 'framework'
            """
        ).fetchall()
    assert len(terms) > 40
    assert all(words in shown for _, words in terms)
    assert all(description in shown for (description,) in commitments)
    assert re.findall(r'<div class="line">([^<]*)</div>', html) == [""] * 6


def test_a_signed_contract_bears_the_names_and_the_change_on_its_previous_version(changed: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(changed)) as connection:
        connection.execute(
            "update dim_definitions set marketing_owner = 'Ada', sales_owner = 'Bo', is_signed = true, "
            "marketing_signed_on = date '2026-01-02', sales_signed_on = date '2026-01-03' where definition_id = 'framework'"
        )
        connection.execute(
            "insert into rpt_definition_diff by name select * replace ('framework' as definition_id, 'previous_version' as compared_with, "
            "'was 50, is 45' as change_in_words) from rpt_definition_diff limit 1"
        )
    html = written(changed, tmp_path, "contract.py", "framework")
    assert re.findall(r'<div class="line">([^<]*)</div>', html) == ["Ada", "", "2026-01-02", "Bo", "", "2026-01-03"]
    assert "was 50, is 45" in text_of(html, "changes")
    assert "signed by both" in html


def test_advice_and_health_stand_on_the_page_where_the_build_has_them(changed: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(changed)) as connection:
        for table in ("rpt_calibration_advice", "rpt_definition_health"):
            connection.execute(f"drop table if exists {table}")
        connection.execute(
            "create table rpt_calibration_advice as select 'framework' as definition_id, 1 as version, 'r' as rule_id, "
            "'s' as subject, 'act' as severity, 'Ask for more.' as what_to_change, "
            "'by 10 %' as by_how_much, '5 of 21' as why, '<b>19</b> gained' as expected"
        )
        connection.execute(
            "create table rpt_definition_health as select 'framework' as definition_id, 1 as version, 'c' as check_id, "
            "'requirement' as kind, 'Signed?' as asks, answer as passes, 'nobody' as evidence "
            "from unnest([true, false, null]) as answers (answer)"
        )
    shown = text_of(written(changed, tmp_path, "report.py", "framework"), "advice")
    assert "speak in 1 place, 1 of them to act on" in shown
    assert "■ act Ask for more. by 10 % 5 of 21 <b>19</b> gained" in shown
    assert re.findall(r"[■●○] (fails|holds|not known) Signed\?", shown) == ["fails", "holds", "not known"]


def test_text_from_the_data_never_becomes_markup(changed: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(changed)) as connection:
        for table, column in (
            ("fct_opportunities", "company_domain"),
            ("rpt_rejection_reasons", "marketing_action"),
            ("rpt_rejection_reasons", "rejection_reason"),
            ("dim_definitions", "name"),
            ("dim_definitions", "description"),
            ("dim_definitions", "note"),
            ("dim_triggers", "name"),
            ("dim_triggers", "route_to"),
            ("rpt_signal_lift", "subject"),
            ("rpt_icp_drift", "rule_in_words"),
        ):
            connection.execute(f"update {table} set {column} = $1 where definition_id = 'framework' or $2 = 'fct'", [HOSTILE, table[:3]])
    for script in ("report.py", "contract.py"):
        html = written(changed, tmp_path, script, "framework")
        assert "&lt;script&gt;alert(1)" in html
        assert "<script" not in html
        assert "<img" not in html


def test_a_definition_that_made_nothing_still_gives_a_page(changed: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(changed)) as connection:
        tables = connection.execute(
            """
            select distinct table_name
            from information_schema.columns
            inner join information_schema.tables using (table_schema, table_name)
            where table_schema = 'main' and column_name = 'definition_id' and table_type = 'BASE TABLE' and table_name not like 'dim_%'
            """
        ).fetchall()
        for (table,) in tables:
            if table != "fct_funnel_periods":
                connection.execute(f"delete from {table} where definition_id = 'points'")
        connection.execute(
            "update fct_funnel_periods set numerator = 0, denominator = 0, value = null, lower_95 = null, upper_95 = null, "
            "judged_value = null, band = null, severity = null, change = null where definition_id = 'points'"
        )
    html = written(changed, tmp_path, "report.py", "points", "--quarter", "2026-Q1")
    assert "Nothing to judge in this quarter." in text_of(html, "verdicts")
    assert "No MQL was made in this quarter." in text_of(html, "acceptance")
    assert "No back-test of this definition is in the build." in text_of(html, "backtest")
    assert "backtest_definitions: [points]" in text_of(html, "backtest")
    assert html.count("<section") == 14


@pytest.mark.parametrize(
    ("script", "arguments", "words"),
    [
        ("report.py", ["ours"], "Definition 'ours' is not in this build. It has: fit_and_intent:1, framework:1"),
        ("contract.py", ["framework:9"], "Definition 'framework:9' is not in this build. It has:"),
        ("report.py", ["framework", "--quarter", "2031-Q1"], "Quarter 2031-Q1 is not in this build. It has: 2025-Q1, 2025-Q2"),
        ("report.py", ["framework", "--quarter", "spring"], "Quarter 'spring' is none; expected one such as 2026-Q1. This build has:"),
    ],
)
def test_what_is_not_in_the_build_is_told_with_what_is(demo: Project, script: str, arguments: list[str], words: str) -> None:
    run = call(demo.database, script, *arguments)
    assert run.returncode != 0
    assert run.stderr.startswith(words)
    assert len(run.stderr.splitlines()) == 1


def test_a_table_that_was_never_built_is_told(changed: Path) -> None:
    with duckdb.connect(str(changed)) as connection:
        connection.execute("drop table rpt_acceptance")
    run = call(changed, "report.py", "framework")
    assert run.returncode != 0
    assert "rpt_acceptance" in run.stderr
    assert "make build" in run.stderr


def test_the_default_is_the_definition_on_duty_and_the_last_quarter_that_was_over(folder: Path) -> None:
    html = (folder / "report.html").read_text(encoding="utf-8")
    assert "Quarterly review · 2026-Q1" in html
    assert "Definition framework 1 " in html


def luminance(colour: str) -> float:
    """The relative luminance of a colour, by WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_of_text_has_enough_contrast(page: str) -> None:
    style = re.findall(r"([^{}]+)\{([^{}]*)\}", page.split("</style>")[0])
    pairs = {("#51606e", "#eef3f6"), ("#1b5e7b", "#ffffff")}
    for _, rules in style:
        text, ground = re.search(r"(?<![-\w])color:(#\w{6})", rules), re.search(r"background:(#\w{6})", rules)
        if text:
            pairs.add((text[1], ground[1] if ground else "#ffffff"))
    assert len(pairs) >= 6
    for text, ground in pairs:
        darker, lighter = sorted((luminance(text), luminance(ground)))
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (text, ground)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["report", "contract"])
def test_in_a_browser_nothing_overflows_fails_or_is_empty(browser: Any, folder: Path, name: str, width: int) -> None:
    address = (folder / f"{name}.html").as_uri()
    shown = browser.new_page(viewport={"width": width, "height": 800})
    said: list[str] = []
    asked: list[str] = []
    shown.on("console", lambda message: said.append(message.text))
    shown.on("pageerror", lambda error: said.append(str(error)))
    shown.on("request", lambda request: asked.append(request.url))
    shown.goto(address)
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    beyond = (
        "[...document.querySelectorAll('body *')]"
        ".filter(one => !one.closest('.scroll, svg') && one.getBoundingClientRect().right > innerWidth)"
    )
    assert shown.evaluate(f"{beyond}.map(one => one.outerHTML.slice(0, 80))") == []
    boxes = shown.evaluate(
        """[...document.querySelectorAll('figure')].map(figure => {
            const seen = [...figure.querySelectorAll('svg')].filter(one => one.getBoundingClientRect().height > 0)
            const box = seen[0].getBoundingClientRect()
            const marks = [...seen[0].querySelectorAll('path, rect, text')].filter(one => one.getBoundingClientRect().width > 0)
            const right = Math.max(...marks.map(one => one.getBoundingClientRect().right))
            return [seen.length, box.width, box.height, seen[0].querySelector('title').textContent, marks.length, right - box.right]
        })"""
    )
    assert len(boxes) == (10 if name == "report" else 0)
    for charts, box_width, box_height, title, marks, cut in boxes:
        assert charts == 1, title
        assert box_width > 250, title
        assert box_height > 100, title
        assert marks > 15, title
        assert cut <= 1, title
    for link in shown.query_selector_all("nav a"):
        link.click()
        anchor = link.get_attribute("href")
        shown.wait_for_function(
            "anchor => location.hash === anchor && document.querySelector(anchor).getBoundingClientRect().top < innerHeight", arg=anchor
        )
    assert said == []
    assert asked == [address]
    shown.close()


def test_printed_no_chart_is_cut_and_each_section_begins_a_page(browser: Any, folder: Path) -> None:
    shown = browser.new_page()
    shown.goto((folder / "report.html").as_uri())
    shown.emulate_media(media="print")
    breaks = shown.evaluate("[...document.querySelectorAll('section')].map(one => getComputedStyle(one).breakBefore)")
    assert breaks == ["auto"] + ["page"] * 13
    assert set(shown.evaluate("[...document.querySelectorAll('figure')].map(one => getComputedStyle(one).breakInside)")) == {"avoid"}
    assert shown.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") >= 14
    shown.close()
