"""The data docs as pages that need no network: nothing is loaded, nothing runs, and the looks are in the page."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from html.parser import HTMLParser
from pathlib import Path

from review_page.markup import Markup, badge, grid, joined, page, paragraph, tag

from raw_checks.measures import CHECKS, Measure
from raw_checks.thresholds import Finding

KEPT_TAGS = {"div", "span", "p", "strong", "br", "table", "thead", "tbody", "tr", "th", "td", "h6", "i"}
DROPPED_TAGS = {"script", "style", "button", "nav", "footer", "svg"}
WITHOUT_END = {"br", "img", "link", "meta", "input"}
KEPT_ATTRIBUTES = {"class", "hidden"}
SEVERITY = {"stop": "act", "warn": "watch", "note": None}
# what the original takes from the network
LOOKS = """
.fas{font-style:normal;font-weight:600;white-space:nowrap}.fa-check-circle::before{content:"● yes";color:#1d6b48}
.fa-times::before{content:"■ no";color:#a3271b}.fa-exclamation-triangle::before{content:"▲ error";color:#a3271b}
.table-responsive{overflow-x:auto}section{padding-top:1.6rem}
section h2{font-size:1.25rem}h6{font-size:.95rem;margin:.8rem 0 .2rem}td:first-child{width:6rem}td:last-child{width:12rem}
"""


class DataDoc(HTMLParser):
    """The sections of a page of great-expectations: title and content, without links, scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sections: list[tuple[str, Markup]] = []
        self._title: list[str] = []
        self._body: list[str] = []
        self._dropped = 0
        self._depth = 0
        self._in_title = False
        self.feed(html)

    def handle_starttag(self, tag_name: str, attributes: list[tuple[str, str | None]]) -> None:
        """Keeps what is of a section and on the list."""
        classes = (dict(attributes).get("class") or "").split()
        if "ge-section" in classes:
            self._title, self._body, self._depth = [], [], 0
            self.sections.append(("", Markup("")))
        if not self.sections or (tag_name in WITHOUT_END and (self._dropped or tag_name != "br")):
            return
        named = dict(attributes)
        # a fold that only a script opens, and a verdict that knows no severities
        is_dead = "collapse" in (*classes, named.get("data-toggle")) or (named.get("id") or "").endswith("-subheader")
        if self._dropped or is_dead or tag_name in DROPPED_TAGS:
            self._dropped += 1
            return
        if tag_name == "div":
            self._depth += 1
        self._in_title = self._in_title or tag_name == "h5"
        if tag_name in KEPT_TAGS:
            kept = "".join(f' {name}="{escape(value or "")}"' for name, value in attributes if name in KEPT_ATTRIBUTES)
            self._body.append(f"<{tag_name}{kept}>")

    def handle_endtag(self, tag_name: str) -> None:
        """Ends an element, and a section with its outermost one."""
        if not self.sections:
            return
        if self._dropped:
            self._dropped -= tag_name not in WITHOUT_END
            return
        self._in_title = self._in_title and tag_name != "h5"
        if tag_name in KEPT_TAGS and tag_name != "br":
            self._body.append(f"</{tag_name}>")
        if tag_name == "div":
            self._depth -= 1
            if self._depth == 0:
                self.sections[-1] = (" ".join("".join(self._title).split()), Markup("".join(self._body)))

    def handle_data(self, data: str) -> None:
        """Keeps text, as text."""
        if self._in_title:
            self._title.append(data)
        elif self.sections and not self._dropped:
            self._body.append(escape(data))


def offline(file: Path, table: str, home: str) -> None:
    """Rewrites a page of great-expectations."""
    document = DataDoc(file.read_text(encoding="utf-8"))
    sections = [
        (f"figure-{number}", title, tag("section", tag("h2", title), body, id=f"figure-{number}"))
        for number, (title, body) in enumerate(document.sections)
    ]
    header = joined(paragraph(tag("a", "Raw data", href=home), class_="kicker"), tag("h1", table))
    html = page(f"{table}: raw data", header, sections, "Data docs of great-expectations, made to be read without a network.")
    file.write_text(html.replace("</style>", f"{LOOKS}</style>", 1), encoding="utf-8")


def write_pages(folder: Path, measures: Sequence[Measure], findings: Sequence[Finding], as_of: int) -> None:
    """Makes the site of great-expectations, whose first page is empty without a network, one that can be read anywhere."""
    shutil.rmtree(folder / "static", ignore_errors=True)
    links = {}
    for file in (folder / "validations").rglob("*.html"):
        place = file.relative_to(folder)
        links[place.parts[1]] = place.as_posix()
        offline(file, place.parts[1], "../" * (len(place.parts) - 1) + "index.html")
    figures = {(measure.table, measure.check): measure for measure in measures}
    said = [
        (
            badge(SEVERITY[finding.expectation.severity], finding.expectation.severity),
            finding.measure.subject,
            joined(finding.measure.words, ". ", finding.measure.to_do),
            finding.expectation.words,
        )
        for finding in findings
    ]

    def shown(table: str, check: str) -> str | None:
        measure = figures.get((table, check))
        return CHECKS[check].shown(measure.value) if measure else None

    columns = ["rows", "rows_ratio", "quarantined_share", "days_behind"]
    names = dict.fromkeys(measure.table for measure in measures)
    tables = [(tag("a", table, href=links[table]), *(shown(table, name) for name in columns)) for table in names]
    header = joined(
        paragraph("Raw data", class_="kicker"),
        tag("h1", "What the raw files hold"),
        paragraph(
            f"{len(tables)} tables, {sum(int(measure.value) for measure in measures if measure.check == 'rows'):,} rows"
            f" · as of {datetime.fromtimestamp(as_of, UTC):%Y-%m-%d %H:%M} UTC",
            class_="standfirst",
        ),
    )
    to_say: Markup = paragraph("Nothing: every figure is as expected.", class_="lead")
    if said:
        to_say = grid("Stops first, then warnings and notes", ["severity", "what", "found", "expected"], said, texts=4)
    headings = ["table", "rows", "of the load before", "to be quarantined", "days behind"]
    sections = [
        ("findings", "What is not as expected", to_say),
        ("tables", "Table by table", grid("Each table's name leads to all its figures", headings, tables)),
    ]
    wrapped = [(anchor, title, tag("section", tag("h2", title), content, id=anchor)) for anchor, title, content in sections]
    footer = "Expectations: scripts/raw_checks/expectations.csv. Figures judged by great-expectations."
    (folder / "index.html").write_text(page("Raw data", header, wrapped, footer), encoding="utf-8")
