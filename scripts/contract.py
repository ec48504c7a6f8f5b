"""Writes a definition as a page that can be read, printed and signed: report/contract-<definition>.html. One file, no network.

python scripts/contract.py framework
python scripts/contract.py framework:1 --out elsewhere.html
"""

import argparse
from pathlib import Path

from database import open_database
from review_page.markup import badge, joined, page, paragraph, tag
from review_page.reading import asked_definition, file_stem
from review_page.terms import Terms


def main() -> None:
    """Reads the command line and writes the page; leaves with one line where the definition is not known."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("definition", nargs="?", default="", help="definition_id or definition_id:version (default: the one on duty)")
    parser.add_argument("--out", type=Path, help="the file (default: report/contract-<definition>.html)")
    given = parser.parse_args()
    connection = open_database()
    definition = asked_definition(connection, given.definition)
    terms = Terms(connection, definition)
    signed = badge("ok", "signed by both") if terms.about["is_signed"] else badge("watch", "not signed")
    header = joined(
        paragraph(f"MQL definition · version {terms.about['version']}", class_="kicker"),
        tag("h1", terms.about["name"]),
        paragraph(terms.about["description"], class_="standfirst"),
        paragraph(signed),
        terms.summary(),
    )
    footer = paragraph(f"Made from the rows of {definition.name}. Whoever changes a row changes this page.")
    out = given.out or Path("report") / f"contract-{file_stem(definition, given.definition)}.html"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page(f"{terms.about['name']}: the MQL definition", header, terms.sections(), footer, "flow"), encoding="utf-8")
    print(out)


if __name__ == "__main__":
    main()
