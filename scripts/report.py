"""Writes the quarterly review of a definition as one page that needs no network: report/<definition>-<quarter>.html.

python scripts/report.py
python scripts/report.py framework --quarter 2026-Q1
"""

import argparse
import sys
from importlib.util import find_spec
from pathlib import Path

from database import open_database
from review_page.markup import badge, joined, page, paragraph, tag
from review_page.reading import asked_review, file_stem
from review_page.terms import Terms


def main() -> None:
    """Reads the command line and writes the page; leaves with one line where definition or quarter are not in the build."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("definition", nargs="?", default="", help="definition_id or definition_id:version (default: the one on duty)")
    parser.add_argument("--quarter", default="", help="such as 2026-Q1 (default: the last that was over at as_of)")
    parser.add_argument("--out", type=Path, help="the file (default: report/<definition>-<quarter>.html)")
    given = parser.parse_args()
    missing = [name for name in ("altair", "vl_convert") if find_spec(name) is None]
    if missing:
        sys.exit(f"{' and '.join(missing)} not installed: `make report` installs the group `report`, or use `uv sync --group report`.")
    from review_page.sections import sections

    connection = open_database()
    review = asked_review(connection, given.definition, given.quarter)
    terms = Terms(connection, review.definition)
    name = terms.about["name"]
    header = joined(
        paragraph(f"Quarterly review · {review.quarter}", class_="kicker"),
        tag("h1", name),
        paragraph(terms.about["description"], class_="standfirst"),
        paragraph(
            f"Definition {review.definition.name} ",
            badge("ok", "signed") if terms.about["is_signed"] else badge("watch", "not signed"),
            f" · as of {review.as_of:%Y-%m-%d %H:%M} UTC",
            class_="muted",
        ),
    )
    footer = paragraph(f"Made from the marts of {review.definition.name}. Every figure can be looked up there; intervals are 95 %.")
    out = given.out or Path("report") / f"{file_stem(review.definition, given.definition)}-{review.quarter}.html"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(
        page(f"{name}, {review.quarter}: review of the MQL definition", header, sections(review, terms), footer), encoding="utf-8"
    )
    print(out)


if __name__ == "__main__":
    main()
