"""HTML from values: whatever is not markup already is escaped, so that no text from the data becomes markup."""

import re
from collections.abc import Sequence
from html import escape

from review_page.style import CSS

WIDE_TEXT = 32


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Content = object


def tag(tag_name: str, *content: Content, **attributes: object) -> Markup:
    """An element; content that is not markup is escaped, nothing stands for None, and `class_`, `aria_label` are the attributes' names."""
    named = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(str(value), quote=True)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{tag_name}{named}>{joined(*content)}</{tag_name}>")


def joined(*content: Content) -> Markup:
    """Pieces of content one after the other."""
    return Markup("".join(piece if isinstance(piece, Markup) else escape(str(piece)) for piece in content if piece is not None))


def paragraph(*content: Content, class_: str | None = None) -> Markup:
    """A paragraph."""
    return tag("p", *content, class_=class_)


def grid(caption: str, header: Sequence[str], rows: Sequence[Sequence[Content]], *, texts: int = 1, mark: Sequence[bool] = ()) -> Markup:
    """A table in a box of its own that scrolls: the first `texts` columns to the left, figures to the right; marked rows stand out."""
    if not rows:
        return paragraph("Nothing to show: no row in this build.", class_="empty")

    columns = list(zip(*rows, strict=True))
    kinds = ["n" if number >= texts else "w" if longest(columns[number]) > WIDE_TEXT else None for number in range(len(header))]

    def cells(row: Sequence[Content]) -> Markup:
        shown = ["–" if value is None else value for value in row]
        first = tag("th", shown[0], scope="row", class_=kinds[0])
        return joined(first, *(tag("td", value, class_=kind) for value, kind in zip(shown[1:], kinds[1:], strict=True)))

    marks = list(mark) or [False] * len(rows)
    body = [tag("tr", cells(row), class_="mark" if is_marked else None) for row, is_marked in zip(rows, marks, strict=True)]
    intervals = sum(kind == "n" and "<span" in str(value) for kind, value in zip(kinds, rows[0], strict=True))
    shown = tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", *(tag("th", name, scope="col", class_=kind) for name, kind in zip(header, kinds, strict=True)))),
        tag("tbody", *body),
        class_="dense" if intervals > 2 else None,
    )
    return tag("div", shown, class_="scroll", tabindex="0", role="region", aria_label=caption)


def longest(values: Sequence[Content]) -> int:
    """The length of the longest text of a column, markup left out."""
    return max(len(re.sub("<[^>]*>", "", str(value))) for value in values)


def badge(severity: str | None, words: str) -> Markup:
    """A verdict: sign, word and colour say the same."""
    sign = {"ok": "●", "watch": "▲", "act": "■"}.get(severity or "", "○")
    return tag("span", tag("span", sign, aria_hidden="true"), " ", words, class_=f"badge {severity or 'none'}")


def section(anchor: str, title: str, lead: Content, *content: Content) -> Markup:
    """A section with its heading and the sentence that says what it shows."""
    return tag(
        "section",
        tag("h2", title, id=f"{anchor}-title"),
        paragraph(lead, class_="lead"),
        *content,
        id=anchor,
        aria_labelledby=f"{anchor}-title",
    )


def page(title: str, header: Markup, sections: Sequence[tuple[str, str, Markup]], footer: Content, class_: str | None = None) -> str:
    """The whole document: header, a list of what is on it, the sections, footer; it asks nothing of any network."""
    links = [tag("li", tag("a", name, href=f"#{anchor}")) for anchor, name, _ in sections]
    head = joined(
        Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup('<meta name="referrer" content="no-referrer"><link rel="icon" href="data:,">'),
        Markup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"),
        tag("title", title),
        tag("style", Markup(CSS)),
    )
    body = joined(
        tag("a", "To the content", href="#content", class_="skip"),
        tag("header", header),
        tag("nav", tag("ol", *links), aria_label="On this page") if links else None,
        tag("main", *(shown for _, _, shown in sections), id="content", tabindex="-1", class_=class_),
        tag("footer", footer),
    )
    return f'<!doctype html>\n<html lang="en">\n<head>{head}</head>\n<body>\n{body}\n</body>\n</html>\n'
