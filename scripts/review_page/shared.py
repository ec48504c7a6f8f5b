"""What several sections share: the headline figures, rates over quarters on their bands, intervals."""

from collections.abc import Sequence

from review_page import charts
from review_page.figures import number, percent, plain, quarter_name, span
from review_page.markup import Markup, badge, paragraph
from review_page.reading import Record, Review
from review_page.terms import Terms

# metric, what it is called, the sentence
HEADLINES = (
    ("acceptance_rate", "Acceptance", "Sales accepted {part} of {whole} MQLs."),
    ("false_negative_rate", "False negatives", "{part} of {whole} won deals in scope had never been an MQL."),
    ("response_within_sla_rate", "Answered in time", "{part} of {whole} MQLs were answered within their service level."),
    ("worked_rate", "Worked as agreed", "{part} of {whole} MQLs got the touches and channels that were promised."),
    ("mql_to_opportunity_rate", "MQL to opportunity", "{part} of {whole} MQLs became a deal."),
    ("mql_to_won_rate", "MQL to won", "{part} of {whole} MQLs became a customer."),
    ("win_rate", "Win rate", "{part} of {whole} closed deals that an MQL preceded were won."),
    ("mql_volume", "Volume", "{part} MQLs in the quarter, {judged} a month."),
)


def in_sentence(name: str) -> str:
    """A name within a sentence: abbreviations keep their capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def judged(row: Record) -> Markup:
    """The band of a figure, with its severity, as a badge."""
    if row.get("band") is None:
        return badge(None, "no band")
    return badge(str(row["severity"]), str(plain(row["band"])))


def metrics(review: Review) -> dict[str, Record]:
    """The quarter's figures by metric."""
    rows = review.of_definition("fct_funnel_periods", "and period_grain = 'quarter' and period_start_on = $starts_on")
    return {str(row["metric"]): row for row in rows}


def wilson(part: object, whole: object) -> tuple[float | None, float | None, float | None]:
    """A share with its 95 % Wilson interval, as the marts have it; nothing over nothing."""
    hits, n = float(str(part)), float(str(whole))
    if not n:
        return None, None, None
    z, share = 1.959963984540054, hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5 / (1 + z * z / n)
    return share, middle - half, middle + half


def band_ground(terms: Terms, metric: str, top: float) -> list[charts.Point]:
    """The bands of a metric as ground of a chart."""
    ground = []
    for row in terms.bands:
        if row["metric"] == metric:
            lower = float(str(row["lower"] or 0))
            upper = min(top, float(str(row["upper"])) if row["upper"] is not None else top)
            if lower < upper:
                ground.append(
                    {"lower": lower, "upper": upper, "middle": (lower + upper) / 2, "name": plain(row["band"]), "severity": row["severity"]}
                )
    return ground


def over_quarters(rows: Sequence[Record], metric: str, whole: str) -> list[charts.Point]:
    """A rate's quarters as points of a chart."""
    return [
        {
            "quarter": quarter_name(row["quarter_starts_on"]),
            "rate": row[metric],
            "lower": row[f"{metric}_lower"],
            "upper": row[f"{metric}_upper"],
            "n": f"n {number(row[whole])}",
            "words": percent(row[metric], 0),
            "mature": bool(row["is_mature"]),
        }
        for row in rows
        if row[metric] is not None
    ]


def said(points: Sequence[charts.Point], key: str = "quarter", value: str = "rate") -> str:
    """A chart's figures in words, for those who do not see it."""
    return "; ".join(f"{point[key]}: {percent(point[value])} ({span(point['lower'], point['upper'])}, {point['n']})" for point in points)


def rate_figure(anchor: str, title: str, points: list[charts.Point], terms: Terms, metric: str, caption: str) -> Markup:
    """A rate over quarters on its bands; a sentence where there is no quarter."""
    if not points:
        return paragraph("Nothing to show: no quarter of this definition has one.", class_="empty")
    top = min(1.0, max(float(str(point["upper"])) for point in points) + 0.08)
    drawing = charts.rates_over_quarters(points, band_ground(terms, metric, top), top)
    return charts.figure(anchor, title, said(points), caption, drawing)
