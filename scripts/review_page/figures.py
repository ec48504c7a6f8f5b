"""Figures as a person reads them: rates with their interval and their counts, days, thresholds, names."""

import re
from datetime import date, datetime

from review_page.markup import Content, joined, tag

NO_BREAK = "\N{NO-BREAK SPACE}"


def percent(rate: object, digits: int = 1) -> str:
    """A rate as text."""
    return "–" if rate is None else f"{100 * float(str(rate)):.{digits}f}{NO_BREAK}%"


def span(lower: object, upper: object) -> str:
    """An interval of rates as text."""
    return "" if lower is None or upper is None else f"{100 * float(str(lower)):.0f}–{100 * float(str(upper)):.0f}{NO_BREAK}%"


def rate(value: object, lower: object, upper: object) -> Content:
    """A rate with its 95 % interval below it."""
    if value is None:
        return None
    return joined(percent(value), " ", tag("span", span(lower, upper), class_="muted"))


def number(value: object, digits: int = 0) -> str:
    """A number with separators."""
    return "–" if value is None else f"{float(str(value)):,.{digits}f}"


def plain(value: object) -> str:
    """A name of the data as words."""
    if value is None:
        return "–"
    return re.sub(r"\b(mql|sql|roi|smb|sla)(?=s?\b)", lambda found: found[0].upper(), str(value).replace("_", " "))


def counted(count: object, one: str, many: str | None = None) -> str:
    """A count with its noun in the right number."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def day(value: object) -> str:
    """A day as text."""
    return value.strftime("%Y-%m-%d") if isinstance(value, date | datetime) else "–"


def quarter_name(start: object) -> str:
    """2026-Q1, from the quarter's first day."""
    return f"{start.year}-Q{(start.month + 2) // 3}" if isinstance(start, date) else "–"


def points(change: object, digits: int = 0) -> str:
    """A change of a rate in points of percent, with its sign."""
    return "–" if change is None else f"{100 * float(str(change)):+.{digits}f}".replace("-", "−")


def duration(minutes: object) -> str:
    """Minutes in the largest unit that is whole, or in hours."""
    if minutes is None:
        return "–"
    value = float(str(minutes))
    if value >= 1440 and value % 1440 == 0:
        return counted(int(value / 1440), "day")
    if value < 120 and value % 60:
        return f"{value:.0f} min"
    return f"{value / 60:,.0f} h" if value % 60 == 0 else f"{value / 60:,.1f} h"
